import { readSurroundings } from '../../config/surroundings.ts';
import { type GivenCeilings, readCeilings, setFleetCeilings } from '../../fleet/set-ceilings.ts';
import { startFleetWorker } from '../../fleet/start-worker.ts';
import { UsageError } from '../../runs/usage-error.ts';
import { tell } from '../output.ts';
import { requireDatabase } from '../require-database.ts';
import { listenForSignals } from '../signals.ts';

/** `proofloop worker`: works until a signal ends it; resolves with the exit code. */
export async function workerCommand(concurrency: string, ceilings: GivenCeilings): Promise<number> {
  if (!/^[1-9]\d{0,3}$/.test(concurrency)) {
    throw new UsageError(`--concurrency ${concurrency} is no number of runs`);
  }
  const surroundings = readSurroundings();
  const url = requireDatabase(surroundings);
  const given = readCeilings(ceilings);
  const inbox = listenForSignals(
    null,
    'stopping: the runs are left to other workers; once more ends it at once',
  );
  try {
    await setFleetCeilings(url, given);
    const worker = await startFleetWorker(url, Number(concurrency), surroundings, (line) => tell([line]));
    tell([`working on up to ${concurrency} runs at once; Ctrl-C hands them back`]);
    if (!inbox.signal.aborted) {
      await new Promise((stopped) => inbox.signal.addEventListener('abort', stopped, { once: true }));
    }
    await worker.stop();
    return 0;
  } finally {
    inbox.stopListening();
  }
}
