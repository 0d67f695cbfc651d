/**
 * Many runs at once in one process, each put together as the command line does it; prints after how many milliseconds the
 * last of them had started. Bundled before it is started.
 * Usage: node many-runs.js <base URL> <repository> <runs at once> <iterations>
 */

import { readSurroundings } from '../../src/config/surroundings.ts';
import { runLoop } from '../../src/engine/run-loop.ts';
import type { Inbox } from '../../src/ports.ts';
import { planRun } from '../../src/runs/plan-run.ts';
import { type StartedRun, startRun } from '../../src/runs/start-run.ts';
import { task } from './task.ts';

const [baseUrl = '', workspace = '', runs = '1', iterations = '1'] = process.argv.slice(2);
const commandLine = { task, baseUrl, workspace, evidence: 'claimed', maxIterations: iterations };
const inbox: Inbox = { stopRequest: () => null, signal: new AbortController().signal };
const surroundings = readSurroundings();

async function start(): Promise<StartedRun> {
  const planned = await planRun(commandLine, surroundings, null);
  return startRun(planned, surroundings, inbox, () => {});
}

async function finish({ world, journal }: StartedRun): Promise<void> {
  const closed = await runLoop(world, journal).finally(() => journal.close());
  if (closed.stopReason !== 'max_iterations_reached')
    throw new Error(`a run ended with ${closed.stopReason}`);
}

const startedAt = await Promise.all(
  Array.from({ length: Number(runs) }, async () => {
    const started = await start();
    const now = performance.now();
    await finish(started);
    return now;
  }),
);
process.stdout.write(`${Math.max(...startedAt)}\n`);
