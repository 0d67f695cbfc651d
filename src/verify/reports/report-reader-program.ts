import { parentPort, workerData } from 'node:worker_threads';
import { type LeftToRead, readTests } from './read-tests.ts';

/** Started as a thread by `report-reader.ts`: reads what it is given, tells what it found, and ends. */
const left: LeftToRead = workerData;
parentPort?.postMessage(await readTests(left));
