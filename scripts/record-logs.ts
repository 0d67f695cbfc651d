/**
 * Records complete runs of the built program as golden logs of the present log version.
 * Usage: node scripts/record-logs.ts <folder>. Logs of a version that was released are never recorded again.
 */
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { scenarioOf } from '../test/simulation/scenario.ts';
import { eventsOfRun, playProcess, prepareRun, runIdOf } from '../test/simulation/simulated-run.ts';
import { logPathOf } from '../test/support/program.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('name the folder that the logs go to');
await mkdir(folder, { recursive: true });

/** Seeds of scenarios; after how many lines a run is killed once, null for never; further options of the last process. */
const recordings = [
  { name: 'completed', seed: 1, killedAfter: null, options: [] },
  { name: 'killed-and-resumed', seed: 2, killedAfter: 20, options: [] },
  { name: 'stopped', seed: 4, killedAfter: null, options: ['--max-iterations', '1'] },
];
for (const { name, seed, killedAfter, options } of recordings) {
  const run = await prepareRun(scenarioOf(seed));
  try {
    if (killedAfter !== null) await playProcess(run, { afterLines: killedAfter, delayMs: 0 });
    await playProcess(run, null, options);
    await copyFile(logPathOf(run.home, (await runIdOf(run)) ?? ''), join(folder, `${name}.jsonl`));
    console.log(`${name}: ${(await eventsOfRun(run)).length} events`);
  } finally {
    await run.close();
  }
}
