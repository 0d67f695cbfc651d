import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { programPath } from '../../test/support/program.ts';
import { makeSmallRepository } from './bench-folder.ts';
import { bothSides, pairsOf } from './comparison.ts';
import { startEndpoint } from './endpoint.ts';
import type { Line, Measurement } from './line.ts';
import { runMeteredOnTerminal } from './metered-process.ts';
import { measurePairs, median, medianDifference } from './statistics.ts';
import { task } from './task.ts';

const names = {
  cpu: 'live view: CPU that it adds to a run, of one core',
  memory: 'live view: memory that it adds',
};

/** Faster than models answer as a rule, so that the view has more to draw than it has as a rule. */
const answerMs = 500;

/** A run on a terminal with plain lines, and beside it with the live view. */
export function measureLiveView(iterations: number, rounds: number): Measurement {
  return { lines: Object.values(names), measure };

  async function measure(folder: string): Promise<Line[]> {
    const repository = makeSmallRepository(folder);
    const run = async (progress: 'plain' | 'live') => {
      const endpoint = await startEndpoint({ steps: 2, done: false, delayMs: answerMs });
      const home = await mkdtemp(join(folder, 'home-'));
      const args = ['run', '--task', task, '--base-url', endpoint.baseUrl, '-C', repository];
      const terms = ['--evidence', 'claimed', '--max-iterations', String(iterations), '--progress', progress];
      try {
        const environment = { PROOFLOOP_HOME: home, TERM: 'xterm-256color' };
        const used = await runMeteredOnTerminal(
          [programPath, ...args, ...terms],
          folder,
          environment,
          [0, 3],
        );
        if (progress === 'live' && !used.stdout.includes('\u001b[2K'))
          throw new Error('no live view was drawn');
        return used;
      } finally {
        await endpoint.close();
      }
    };
    const pairs = await measurePairs(
      rounds,
      () => run('plain'),
      () => run('live'),
    );
    const cpu = pairsOf(pairs, ({ cpuMs }) => cpuMs);
    const memory = pairsOf(pairs, ({ peakBytes }) => peakBytes / 1e6);
    const wallMs = median(pairs.map(({ ours }) => ours.wallMs));
    const sides = (text: string) => text.replace('bare', 'plain').replace('proofloop', 'live');
    return [
      {
        name: names.cpu,
        ...{ measured: (100 * medianDifference(cpu)) / wallMs, goal: 3, unit: 'percent at most' },
        detail: `${(wallMs / 1000).toFixed(1)} s of ${iterations} iterations, ${answerMs} ms an answer; ${sides(bothSides(cpu, 'ms'))}`,
      },
      {
        name: names.memory,
        ...{ measured: medianDifference(memory), goal: 40, unit: 'MB more' },
        detail: sides(bothSides(memory, 'MB')),
      },
    ];
  }
}
