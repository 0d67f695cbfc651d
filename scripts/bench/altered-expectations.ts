import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventsOf, programPath } from '../../test/support/program.ts';
import { gitIn } from './bench-folder.ts';
import type { Line, Measurement } from './line.ts';
import { runMetered } from './metered-process.ts';
import { median } from './statistics.ts';

const name = 'altered expectations: what they add to one run of the suite';
const testsOfFile = 20;

/** The shell itself tells what the suite has used, behind all that this prints. */
const command = 'node --test; ended=$?; times; exit $ended';

type Events = ReturnType<typeof eventsOf>;

/** The processor's time of one run of a suite, and what proofloop took around it. */
interface Spent {
  suiteMs: number;
  aroundMs: number;
}

/** Judges a mended program that has many tests, each of which is altered in the run with other expectations. */
export function measureAlteredExpectations(tests: number, rounds: number): Measurement {
  return { lines: [name], measure };

  async function measure(folder: string): Promise<Line[]> {
    const repository = await makeRepository(folder, tests);
    const failing = await makeTests(join(folder, 'failing'), tests, 1);
    const rows: { plain: Spent; altered: Spent; alone: number }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await mend(repository, `round ${round}`);
      const events = await judge(folder, repository, `home-${round}`);
      const alone = (aloneMs(failing) / aloneMs(repository) - 1) * 100;
      rows.push({ plain: spentOn(events, 'candidate'), altered: spentOn(events, 'canary'), alone });
    }
    const share = ({ plain, altered }: (typeof rows)[number]) =>
      ((altered.suiteMs - plain.suiteMs + altered.aroundMs - plain.aroundMs) / plain.suiteMs) * 100;
    const of = (read: (row: (typeof rows)[number]) => number) => Math.round(median(rows.map(read)));
    const [plain, altered] = [of((row) => row.plain.suiteMs), of((row) => row.altered.suiteMs)];
    const around = of((row) => row.altered.aroundMs - row.plain.aroundMs);
    return [
      {
        name,
        ...{ measured: Math.max(0, median(rows.map(share))), goal: 10, unit: 'percent at most' },
        detail: `${tests} tests; the suite's processor time ${plain} ms as it is, ${altered} ms altered, ${around} ms more around it; without proofloop, tests that all fail take ${of((row) => row.alone)} % more than ones that pass; ${rounds} rounds`,
      },
    ];
  }
}

function spentOn(events: Events, check: 'candidate' | 'canary'): Spent {
  const rows = events.flatMap((event, index) => {
    if (event.event !== 'check_result' || event.payload.check !== check || event.payload.cached) return [];
    const [run] = event.payload.runs[0] ?? [];
    const started = events.slice(0, index).findLast((one) => one.event === 'check_started');
    if (run === undefined || started === undefined) throw new Error(`the check ${check} ran nothing`);
    const wholeMs = Date.parse(event.ts) - Date.parse(started.ts);
    const durationMs = event.payload.runs.flat().reduce((sum, { duration_ms }) => sum + duration_ms, 0);
    return [{ suiteMs: usedMs(run.output), aroundMs: (wholeMs - durationMs) / event.payload.runs.length }];
  });
  const [first] = rows;
  if (first === undefined) throw new Error(`there was no check ${check}`);
  return first;
}

/** The last line of `times`: user and system time of all that the shell has waited for. */
function usedMs(output: string): number {
  const [user, system] = [...output.matchAll(/(\d+)m([\d.]+)s/g)]
    .slice(-2)
    .map(([, minutes, seconds]) => (Number(minutes) * 60 + Number(seconds)) * 1000);
  if (user === undefined || system === undefined) throw new Error(`no times in ${output.slice(-200)}`);
  return user + system;
}

async function makeRepository(folder: string, tests: number): Promise<string> {
  const repository = await makeTests(join(folder, 'repository'), tests, 0);
  await writeFile(join(repository, 'sum.mjs'), 'export const sum = (a, b) => a - b;\n');
  gitIn(folder, ['init', '--quiet', '-b', 'main', repository]);
  gitIn(repository, ['add', '--all']);
  gitIn(repository, ['commit', '--quiet', '-m', 'first']);
  return repository;
}

/** A mended program with its tests in a folder of their own; they expect results that are too large by `wrongBy`. */
async function makeTests(folder: string, tests: number, wrongBy: number): Promise<string> {
  await mkdir(join(folder, 'test'), { recursive: true });
  const write = (path: string, text: string) => writeFile(join(folder, path), text);
  await mend(folder, 'alone');
  await write('test/bug.test.mjs', testFile(["test('adds', () => {\n  assert.equal(sum(2, 3), 5);\n});\n"]));
  for (let file = 0; file * testsOfFile < tests; file += 1) {
    const bodies = Array.from(
      { length: testsOfFile },
      (_, index) =>
        `test('keeps ${index}', () => {\n  const kept = sum(${index}, 0);\n  assert.equal(kept, ${index + wrongBy});\n  assert.deepEqual([kept, 1], [${index}, 1]);\n});\n`,
    );
    await write(`test/part-${file}.test.mjs`, testFile(bodies));
  }
  return folder;
}

/** What the tests of a folder use of the processor where nobody measures them. */
function aloneMs(folder: string): number {
  const env = { PATH: process.env.PATH };
  return usedMs(
    spawnSync('sh', ['-c', command], { cwd: folder, env, encoding: 'utf8', maxBuffer: 2 ** 27 }).stdout,
  );
}

const testFile = (bodies: readonly string[]) =>
  `import assert from 'node:assert/strict';\nimport { test } from 'node:test';\nimport { sum } from '../sum.mjs';\n\n${bodies.join('\n')}`;

const mend = (repository: string, title: string): Promise<void> =>
  writeFile(join(repository, 'sum.mjs'), `// ${title}\nexport const sum = (a, b) => a + b;\n`);

async function judge(folder: string, repository: string, home: string): Promise<Events> {
  const { stdout } = await runMetered(
    [
      ...[programPath, 'judge', '-C', repository, '--json', '--evidence', 'verified'],
      ...['--jobs', '1', '--verify', command],
    ],
    folder,
    { PROOFLOOP_HOME: join(folder, home) },
    [0],
  );
  return eventsOf(stdout);
}
