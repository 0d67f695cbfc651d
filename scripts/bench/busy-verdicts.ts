import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventsOf, payloadsOf, programPath } from '../../test/support/program.ts';
import { gitIn } from './bench-folder.ts';
import { epochMs } from './epoch.ts';
import type { Line, Measurement } from './line.ts';
import { runMetered } from './metered-process.ts';
import { median } from './statistics.ts';
import { makePackages } from './views.ts';

const names = {
  time: 'busy verdicts: with the base known beside as many plain runs of the suite',
  runs: 'busy verdicts: runs of the suite with the base known',
};

const command = 'node --test';

interface Size {
  /** What the suite computes for. */
  workMs: number;
  /** In its node_modules, of 10 kB each. */
  files: number;
  rounds: number;
}

/** Judges a change whose suite keeps a core busy, once its base has been measured for another change. */
export function measureBusyVerdicts({ workMs, files, rounds }: Size): Measurement {
  return { lines: Object.values(names), measure };

  async function measure(folder: string): Promise<Line[]> {
    const repository = await makeRepository(folder, await loopsFor(workMs), files);
    const home = join(folder, 'home');
    await change(repository, 'first');
    await judge({ folder, repository, home });
    const pairs: { plainMs: number; verdictMs: number; runs: number }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await change(repository, `round ${round}`);
      const before = plainRun(repository);
      const judged = await judge({ folder, repository, home });
      // On both sides of it: a machine that is busy for a while slows each of them.
      pairs.push({ ...judged, plainMs: (before + plainRun(repository)) / 2 });
    }
    const verdictMs = median(pairs.map((pair) => pair.verdictMs));
    const plainMs = median(pairs.map((pair) => pair.plainMs));
    const runs = Math.max(...pairs.map((pair) => pair.runs));
    const times = median(pairs.map((pair) => pair.verdictMs / (pair.runs * pair.plainMs)));
    const detail = `${Math.round(verdictMs)} ms, a plain run ${Math.round(plainMs)} ms, ${runs} runs; ${rounds} pairs`;
    return [
      { name: names.time, measured: times, goal: 1.15, unit: 'times', detail },
      { name: names.runs, measured: runs, goal: 4, unit: 'runs', detail },
    ];
  }
}

/** How many rounds of the suite's loop take so long here. */
async function loopsFor(workMs: number): Promise<number> {
  const loops = 2e7;
  const startedAtMs = epochMs();
  let value = 0;
  for (let index = 0; index < loops; index += 1) value = (value * 31 + index) % 1_000_003;
  const tookMs = Math.max(1, epochMs() - startedAtMs);
  return value < 0 ? 0 : Math.round((loops * workMs) / tookMs);
}

async function makeRepository(folder: string, loops: number, files: number): Promise<string> {
  const repository = join(folder, 'repository');
  await mkdir(repository);
  await makePackages(join(repository, 'node_modules'), files);
  const write = (name: string, text: string) => writeFile(join(repository, name), text);
  await write('.gitignore', 'node_modules\n');
  await write('sum.mjs', 'export const sum = (a, b) => a - b;\n');
  await write(
    'busy.test.mjs',
    `${heading}test('computes', () => {\n  let value = 0;\n  for (let index = 0; index < ${loops}; index += 1) value = (value * 31 + index) % 1_000_003;\n  assert.ok(value >= 0);\n  assert.equal(sum(2, 0), 2);\n});\n`,
  );
  gitIn(folder, ['init', '--quiet', '-b', 'main', repository]);
  gitIn(repository, ['add', '--all']);
  gitIn(repository, ['commit', '--quiet', '-m', 'first']);
  return repository;
}

const heading =
  "import assert from 'node:assert';\nimport { test } from 'node:test';\nimport { sum } from './sum.mjs';\n";

/** A mended program with a new test, each time in other files. */
async function change(repository: string, name: string): Promise<void> {
  await writeFile(join(repository, 'sum.mjs'), `// ${name}\nexport const sum = (a, b) => a + b;\n`);
  await writeFile(
    join(repository, 'added.test.mjs'),
    `${heading}test('adds', () => assert.equal(sum(2, 3), 5));\n`,
  );
}

function plainRun(repository: string): number {
  const startedAtMs = epochMs();
  const { status } = spawnSync('/bin/sh', ['-c', command], { cwd: repository, stdio: 'ignore' });
  if (status !== 0) throw new Error('the suite itself fails');
  return epochMs() - startedAtMs;
}

interface Place {
  folder: string;
  repository: string;
  home: string;
}

async function judge({ folder, repository, home }: Place): Promise<{ verdictMs: number; runs: number }> {
  const { stdout } = await runMetered(
    [programPath, 'judge', '-C', repository, '--json', '--evidence', 'verified', '--verify', command],
    folder,
    { PROOFLOOP_HOME: home },
    [0],
  );
  const events = eventsOf(stdout);
  const at = (isWanted: (event: string) => boolean) =>
    Date.parse(events.find(({ event }) => isWanted(event))?.ts ?? '');
  const started = at((event) => event === 'check_started' || event === 'checks_ahead');
  // The files of new tests alone are no suite.
  const suites = payloadsOf(events, 'check_result').filter(
    ({ cached, commands }) => !cached && commands.join() === command,
  );
  return {
    verdictMs: at((event) => event === 'verification_result') - started,
    runs: suites.reduce((sum, { runs }) => sum + runs.length, 0),
  };
}
