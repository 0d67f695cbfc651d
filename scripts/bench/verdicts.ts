import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventsOf, payloadsOf, programPath } from '../../test/support/program.ts';
import { gitIn } from './bench-folder.ts';
import type { Line, Measurement } from './line.ts';
import { runMetered } from './metered-process.ts';
import { median } from './statistics.ts';

const names = {
  alone: 'verdicts: one run at a time beside the time of all runs',
  beside: 'verdicts: side by side beside one run of the suite',
  known: 'verdicts: the same with the base known',
};

/** The time of one judgement, and of what its verify commands took. */
interface Judged {
  verdictMs: number;
  runsMs: number[];
}

/** Judges a change whose suite sleeps, so that it does not matter how many cores there are. */
export function measureVerdicts(suiteMs: number, rounds: number): Measurement {
  return { lines: Object.values(names), measure };

  async function measure(folder: string): Promise<Line[]> {
    const repository = await makeChange(folder, suiteMs);
    const judged: { alone: Judged; beside: Judged; known: Judged }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const judge = (home: string, jobs: number) =>
        judgeIn({ folder, repository, home: join(folder, `${home}-${round}`) }, jobs);
      const alone = await judge('alone', 1);
      const beside = await judge('beside', 6);
      // Other files, since what was measured on these is known by now too.
      await mend(repository, `${round}`);
      judged.push({ alone, beside, known: await judge('alone', 6) });
    }
    const line = (name: string, goal: number, pairs: { wholeMs: number; unitMs: number; runs: number }[]) => {
      const [whole, unit] = [
        median(pairs.map(({ wholeMs }) => wholeMs)),
        median(pairs.map(({ unitMs }) => unitMs)),
      ];
      const detail = `${Math.round(whole)} ms beside ${Math.round(unit)} ms, ${pairs[0]?.runs} runs; ${pairs.length} pairs`;
      const measured = median(pairs.map(({ wholeMs, unitMs }) => wholeMs / unitMs));
      return { name, measured, goal, unit: 'times', detail } as const;
    };
    const besideOne = ({ verdictMs, runsMs }: Judged) => ({
      wholeMs: verdictMs,
      unitMs: Math.max(...runsMs),
      runs: runsMs.length,
    });
    return [
      line(
        names.alone,
        1.1,
        judged.map(({ alone: { verdictMs, runsMs } }) => ({
          wholeMs: verdictMs,
          unitMs: runsMs.reduce((sum, one) => sum + one, 0),
          runs: runsMs.length,
        })),
      ),
      line(
        names.beside,
        1.5,
        judged.map(({ beside }) => besideOne(beside)),
      ),
      line(
        names.known,
        1.3,
        judged.map(({ known }) => besideOne(known)),
      ),
    ];
  }
}

async function makeChange(folder: string, suiteMs: number): Promise<string> {
  const repository = join(folder, 'repository');
  await mkdir(repository);
  const write = (name: string, text: string) => writeFile(join(repository, name), text);
  const heading =
    "import assert from 'node:assert';\nimport { test } from 'node:test';\nimport { sum } from './sum.mjs';\n";
  await write('sum.mjs', 'export const sum = (a, b) => a - b;\n');
  await write(
    'slow.test.mjs',
    `${heading}test('waits', async () => {\n  await new Promise((resolve) => setTimeout(resolve, ${suiteMs}));\n  assert.equal(sum(2, 0), 2);\n});\n`,
  );
  gitIn(folder, ['init', '--quiet', '-b', 'main', repository]);
  gitIn(repository, ['add', '--all']);
  gitIn(repository, ['commit', '--quiet', '-m', 'first']);
  await mend(repository, 'first');
  await write('added.test.mjs', `${heading}test('adds', () => assert.equal(sum(2, 3), 5));\n`);
  return repository;
}

const mend = (repository: string, name: string): Promise<void> =>
  writeFile(join(repository, 'sum.mjs'), `// ${name}\nexport const sum = (a, b) => a + b;\n`);

interface Place {
  folder: string;
  repository: string;
  home: string;
}

async function judgeIn({ folder, repository, home }: Place, jobs: number): Promise<Judged> {
  const { stdout } = await runMetered(
    [
      ...[programPath, 'judge', '-C', repository, '--json', '--evidence', 'verified'],
      ...['--jobs', `${jobs}`, '--verify', 'node --test'],
    ],
    folder,
    { PROOFLOOP_HOME: home },
    [0],
  );
  const events = eventsOf(stdout);
  const at = (isWanted: (event: string) => boolean) =>
    Date.parse(events.find(({ event }) => isWanted(event))?.ts ?? '');
  const started = at((event) => event === 'check_started' || event === 'checks_ahead');
  const measured = payloadsOf(events, 'check_result').filter(({ cached }) => !cached);
  return {
    verdictMs: at((event) => event === 'verification_result') - started,
    runsMs: measured.flatMap(({ runs }) =>
      runs.map((run) => run.reduce((sum, { duration_ms }) => sum + duration_ms, 0)),
    ),
  };
}
