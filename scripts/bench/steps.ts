import { bothSides, pairsOf } from './comparison.ts';
import type { Line, Measurement } from './line.ts';
import { medianDifference, medianRatio } from './statistics.ts';
import { prepareSides, type SideRun } from './two-sides.ts';

const names = {
  contained: 'steps: one shell call each, with sandbox, synced log and snapshots',
  off: 'steps: the same with --sandbox off',
  first: 'steps: time to the first request',
  memory: 'steps: peak memory',
};

/** A role call of many steps, each with one shell call: what containment, log and snapshots add to each. */
export function measureSteps(steps: number, rounds: number): Measurement {
  return { lines: Object.values(names), measure };

  async function measure(folder: string): Promise<Line[]> {
    const args = ['--evidence', 'claimed', '--max-steps', String(steps + 1)];
    const sides = await prepareSides(folder, { steps, done: true, delayMs: 0 }, args);
    const contained: { bare: SideRun; ours: SideRun }[] = [];
    const off: { bare: SideRun; ours: SideRun }[] = [];
    try {
      for (let round = 0; round < rounds; round += 1) {
        const before = await sides.ours([]);
        const bare = await sides.bare();
        contained.push({ bare, ours: before });
        off.push({ bare, ours: await sides.ours(['--sandbox', 'off']) });
      }
    } finally {
      await sides.close();
    }
    const [stepContained, stepOff] = [pairsOf(contained, stepMs), pairsOf(off, stepMs)];
    const first = pairsOf(contained, firstRequestMs);
    const memory = pairsOf(contained, ({ peakBytes }) => peakBytes / 1e6);
    return [
      {
        name: names.contained,
        ...{ measured: medianDifference(stepContained), goal: 25, unit: 'ms more' },
        detail: bothSides(stepContained, 'ms a step', 1),
      },
      {
        name: names.off,
        ...{ measured: medianDifference(stepOff), goal: 15, unit: 'ms more' },
        detail: bothSides(stepOff, 'ms a step', 1),
      },
      {
        name: names.first,
        ...{ measured: medianRatio(first), goal: 1.7, unit: 'times' },
        detail: bothSides(first, 'ms'),
      },
      {
        name: names.memory,
        ...{ measured: medianRatio(memory), goal: 1.6, unit: 'times' },
        detail: bothSides(memory, 'MB'),
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
