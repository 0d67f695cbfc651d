/**
 * Has workers of the built program work on many runs of a PostgreSQL database of its own, kills them with SIGKILL, freezes
 * one, restarts the database once, and compares each run with an undisturbed one.
 * Usage: node scripts/sim-fleet.ts [--seed <n>] [--runs <n>] [--kills <n>] [--workers <n>] [--every <ms>] [--frozen <ms>]
 * The seed chooses who is killed when.
 */
import { parseArgs } from 'node:util';
import { simulateFleet } from '../test/simulation/simulate-fleet.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '60' },
    kills: { type: 'string', default: '20' },
    workers: { type: 'string', default: '3' },
    every: { type: 'string', default: '3000' },
    frozen: { type: 'string', default: '30000' },
  },
});

const { kills, frozen, restarted, seconds, problems } = await simulateFleet({
  seed: Number(values.seed),
  runs: Number(values.runs),
  workers: Number(values.workers),
  concurrency: 4,
  kills: Number(values.kills),
  everyMs: Number(values.every),
  frozenMs: Number(values.frozen),
  restartsDatabase: true,
  givenUpMs: 1_800_000,
});
for (const problem of problems) console.error(problem);
const events = [
  `${kills} kills`,
  ...(frozen ? ['1 worker frozen'] : []),
  ...(restarted ? ['1 restart'] : []),
];
console.log(`${values.runs} runs, ${events.join(', ')}, ${problems.length} problems, ${seconds} s`);
process.exitCode = problems.length === 0 ? 0 : 1;
