import { inBenchFolder } from './bench-folder.ts';
import type { Line, Measurement } from './line.ts';
import { median, medianDifference, medianRatio, type Pair } from './statistics.ts';
import { prepareSides, type SideRun } from './two-sides.ts';

const names = {
  contained: 'a step of one shell call: sandbox, synced log and snapshots beside the bare loop',
  off: 'a step of one shell call with --sandbox off beside the bare loop',
  first: 'time to the first request',
  memory: 'peak memory of a run of steps',
};

/** A role call of many steps, each with one shell call: what containment, log and snapshots cost. */
export function measureSteps(steps: number, rounds: number): Measurement {
  return { name: 'steps', lines: Object.values(names), measure: () => inBenchFolder(measure) };

  async function measure(folder: string): Promise<Line[]> {
    const args = ['--evidence', 'claimed', '--max-steps', String(steps + 1)];
    const sides = await prepareSides(folder, { steps, done: true, delayMs: 0 }, args);
    const runs: { bare: SideRun; contained: SideRun; off: SideRun }[] = [];
    try {
      for (let round = 0; round < rounds; round += 1) {
        const bare = await sides.bare();
        runs.push({ bare, contained: await sides.ours([]), off: await sides.ours(['--sandbox', 'off']) });
      }
    } finally {
      await sides.close();
    }
    const pairs = (side: 'contained' | 'off', read: (run: SideRun) => number): Pair[] =>
      runs.map((run) => ({ bare: read(run.bare), ours: read(run[side]) }));
    const both = (measured: readonly Pair[], places: number, unit: string) => {
      const [bare, ours] = [
        median(measured.map((pair) => pair.bare)),
        median(measured.map((pair) => pair.ours)),
      ];
      return `bare ${bare.toFixed(places)} ${unit}, proofloop ${ours.toFixed(places)} ${unit}; ${measured.length} pairs`;
    };
    const contained = pairs('contained', stepMs);
    const off = pairs('off', stepMs);
    const first = pairs('contained', firstRequestMs);
    const memory = pairs('contained', ({ peakBytes }) => peakBytes / 1e6);
    return [
      {
        name: names.contained,
        measured: medianDifference(contained),
        goal: 25,
        unit: 'ms',
        detail: both(contained, 1, 'ms'),
      },
      { name: names.off, measured: medianDifference(off), goal: 15, unit: 'ms', detail: both(off, 1, 'ms') },
      {
        name: names.first,
        measured: medianRatio(first),
        goal: 1.7,
        unit: 'times',
        detail: both(first, 0, 'ms'),
      },
      {
        name: names.memory,
        measured: medianRatio(memory),
        goal: 1.6,
        unit: 'times',
        detail: both(memory, 0, 'MB'),
      },
    ];
  }
}

/** From the coder's first request to its last, over the steps in between: the view's opening is in it. */
function stepMs({ arrivals }: SideRun): number {
  const coder = arrivals.filter(({ role }) => role === 'coder').map(({ atMs }) => atMs);
  return ((coder.at(-1) ?? 0) - (coder[0] ?? 0)) / (coder.length - 1);
}

function firstRequestMs({ arrivals, startedAtMs }: SideRun): number {
  return (arrivals[0]?.atMs ?? Number.NaN) - startedAtMs;
}
