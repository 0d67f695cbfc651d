/**
 * Kills runs of the built program with SIGKILL and compares how they come out with calm ones.
 * Usage: node scripts/sim.ts [--seed <n>] [--runs <n>] [--boundaries]
 * Each run takes the seed after the last one's; a failing seed is printed and fails again by `--seed <n> --runs 1`.
 * With --boundaries a run is killed after each line of its log instead, one run a line.
 */
import { parseArgs } from 'node:util';
import { calmRun, playKilled, type SimulationResult, simulateSeed } from '../test/simulation/simulate.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '100' },
    boundaries: { type: 'boolean', default: false },
  },
});
const first = Number(values.seed);
const count = Number(values.runs);
const scenarios = 8;

let [kills, failed, played] = [0, 0, 0];
const startedAt = performance.now();

function note(name: string, result: SimulationResult): void {
  played += 1;
  kills += result.kills;
  if (result.problems.length > 0) {
    failed += 1;
    console.error(`${name} failed:\n${result.problems.join('\n')}`);
  }
  if (played % 50 === 0) console.error(`${played} runs, ${kills} kills, ${failed} failed`);
}

/** Works through the jobs, two at a time. */
async function playAll(jobs: (() => Promise<void>)[]): Promise<void> {
  const queue = jobs[Symbol.iterator]();
  const work = async () => {
    for (const job of queue) await job();
  };
  await Promise.all([work(), work()]);
}

if (values.boundaries) {
  const { length } = await calmRun(first);
  await playAll(
    Array.from({ length: length - 1 }, (_, index) => async () => {
      const result = await playKilled(first, [{ afterLines: index + 1, delayMs: 0 }]);
      note(`the kill after line ${index + 1} of ${length} (scenario ${first})`, result);
    }),
  );
} else {
  await playAll(
    Array.from({ length: count }, (_, index) => async () => {
      const seed = first + index;
      note(`seed ${seed}`, await simulateSeed(seed, scenarios));
    }),
  );
}
const seconds = Math.round((performance.now() - startedAt) / 1000);
console.log(`${played} runs, ${kills} kills, ${failed} failed, ${seconds} s`);
process.exitCode = failed === 0 ? 0 : 1;
