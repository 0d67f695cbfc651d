import { mkdtemp } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { bothSides, pairsOf } from './comparison.ts';
import { startEndpoint } from './endpoint.ts';
import type { Line, Measurement } from './line.ts';
import { runMetered } from './metered-process.ts';
import { measurePairs, median, medianDifference, medianRatio } from './statistics.ts';
import { bareLoopPath, prepareSides } from './two-sides.ts';

const names = {
  wall: 'many runs: wall of runs at once in one process, 200 ms an answer',
  cpu: 'many runs: CPU of the same',
  memory: 'many runs: peak memory for each run',
};

const answerMs = 200;

const program = resolve(import.meta.dirname, 'many-runs-program.ts');

/** Many runs without tools at once in one process, from their start to their end. */
export function measureManyRuns(runs: number, iterations: number, rounds: number): Measurement {
  return { lines: Object.values(names), measure };

  async function measure(folder: string): Promise<Line[]> {
    const args = ['--evidence', 'claimed', '--max-iterations', String(iterations)];
    const plan = { steps: 0, done: false, delayMs: 0 };
    // Once without a delay, for the requests that the bare loop makes.
    const { repository, openingsPath, close } = await prepareSides(folder, plan, args);
    await close();
    const metered = async (words: (baseUrl: string) => string[]) => {
      const home = await mkdtemp(join(folder, 'homes-'));
      // One for each side and round: none is slowed by what another has left in it.
      const endpoint = await startEndpoint({ ...plan, delayMs: answerMs });
      try {
        return await runMetered(words(endpoint.baseUrl), folder, { PROOFLOOP_HOME: home }, [0]);
      } finally {
        await endpoint.close();
      }
    };
    const pairs = await measurePairs(
      rounds,
      () => metered((url) => [bareLoopPath, url, openingsPath, repository, String(runs)]),
      () => metered((url) => [program, url, repository, String(runs), String(iterations)]),
    );
    const startedAfterSeconds = median(pairs.map(({ ours }) => Number(ours.stdout) / 1000));
    const what = `${runs} runs of ${iterations} iterations, all of them started after ${startedAfterSeconds.toFixed(1)} s`;
    const wall = pairsOf(pairs, ({ wallMs }) => wallMs / 1000);
    const cpu = pairsOf(pairs, ({ cpuMs }) => cpuMs / 1000);
    const memory = pairsOf(pairs, ({ peakBytes }) => peakBytes / 1e6);
    return [
      {
        name: names.wall,
        ...{ measured: medianRatio(wall), goal: 1.3, unit: 'times' },
        detail: `${what}; ${bothSides(wall, 's', 1)}`,
      },
      {
        name: names.cpu,
        ...{ measured: medianRatio(cpu), goal: 1.5, unit: 'times' },
        detail: bothSides(cpu, 's', 1),
      },
      {
        name: names.memory,
        ...{ measured: medianDifference(memory) / runs, goal: 1.5, unit: 'MB more' },
        detail: `the whole process: ${bothSides(memory, 'MB')}`,
      },
    ];
  }
}
