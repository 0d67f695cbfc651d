import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoggedEvent } from 'proofloop';
import { payloadsOf } from '../../test/support/program.ts';
import { bothSides, pairsOf } from './comparison.ts';
import type { Line, Measurement } from './line.ts';
import { measurePairs, medianRatio } from './statistics.ts';
import { prepareSides, type SideRun, type TwoSides } from './two-sides.ts';

const names = {
  cpu: 'iterations: CPU of three structured calls each, claimed, no tools',
  wall: 'iterations: wall of the same',
  git: 'iterations: git processes after the first request',
  state: 'iterations: state in iteration_started beyond the work items',
};

/** Many iterations without tools: what the loop itself costs. */
export function measureIterations(iterations: number, rounds: number): Measurement {
  return { lines: Object.values(names), measure };

  async function measure(folder: string): Promise<Line[]> {
    const args = ['--evidence', 'claimed', '--max-iterations', String(iterations)];
    const sides = await prepareSides(folder, { steps: 0, done: false, delayMs: 0 }, args);
    try {
      const pairs = await measurePairs(rounds, sides.bare, () => sides.ours([]));
      const started = await gitStarts(sides, folder);
      const states = await openingStateBytes(sides);
      const cpu = pairsOf(pairs, ({ cpuMs }) => cpuMs);
      const wall = pairsOf(pairs, ({ wallMs }) => wallMs);
      return [
        {
          name: names.cpu,
          ...{ measured: medianRatio(cpu), goal: 2, unit: 'times' },
          detail: bothSides(cpu, 'ms'),
        },
        {
          name: names.wall,
          ...{ measured: medianRatio(wall), goal: 2, unit: 'times' },
          detail: bothSides(wall, 'ms'),
        },
        {
          name: names.git,
          ...{ measured: started.during, goal: 0, unit: 'processes' },
          detail: `${iterations} iterations; ${started.before} before, to take the base`,
        },
        {
          name: names.state,
          ...{ measured: Math.max(...states), goal: 1000, unit: 'bytes' },
          detail: `the largest of ${states.length} iterations, without tasks and pending_tasks`,
        },
      ];
    } finally {
      await sides.close();
    }
  }
}

/** Counts the git processes of one run, by a program of that name that is found before git. */
async function gitStarts(sides: TwoSides, folder: string): Promise<{ before: number; during: number }> {
  const [programs, counted] = [join(folder, 'programs'), join(folder, 'git-starts')];
  await mkdir(programs, { recursive: true });
  const path = process.env.PATH ?? '';
  const script = `#!/bin/bash\necho "$EPOCHREALTIME" >> '${counted}'\nPATH='${path}' exec git "$@"\n`;
  await writeFile(join(programs, 'git'), script);
  await chmod(join(programs, 'git'), 0o755);
  await rm(counted, { force: true });
  const run = await sides.ours([], { PATH: `${programs}:${path}` });
  const starts = (await readFile(counted, 'utf8')).trim().split('\n').map(Number);
  const firstRequestAtSeconds = (run.arrivals[0]?.atMs ?? Number.NaN) / 1000;
  const before = starts.filter((at) => at < firstRequestAtSeconds).length;
  return { before, during: starts.length - before };
}

async function openingStateBytes(sides: TwoSides): Promise<number[]> {
  const run: SideRun = await sides.ours(['--json']);
  const events = run.stdout
    .trim()
    .split('\n')
    .map((line): LoggedEvent => JSON.parse(line));
  return payloadsOf(events, 'iteration_started').map(({ state }) => {
    const { tasks: _tasks, pending_tasks: _pending, ...rest } = state;
    return Buffer.byteLength(JSON.stringify(rest));
  });
}
