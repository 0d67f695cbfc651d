import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { openPage, servePageOf, useBrowser } from '../support/page.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { endOfProgram, runProgram, startProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import {
  endpointFor,
  git,
  repositoryWith,
  sumFix,
  sumProject,
  temporaryFolder,
} from '../support/run-fixture.ts';
import { finalJson } from '../support/scripted-answers.ts';
import { stepwise } from '../support/stepwise-script.ts';
import { patch } from '../support/tool-answers.ts';

const browser = useBrowser();
let postgres: TestPostgres;

beforeAll(async () => {
  postgres = await startPostgres();
});

afterAll(() => postgres.stop());

const fixing = stepwise({
  planner: [[finalJson(plannerOutput({ done_flag: true, tasks: [workItem('sum')] }))]],
  coder: [[patch(sumFix), finalJson(coderOutput({ completed_task_ids: ['sum'] }))]],
  tester: [[finalJson(testerOutput())]],
});

/** A fleet of the built program: what it prints and what it comes to. */
async function fleet(more: Record<string, string> = {}) {
  const url = postgres.newDatabase();
  const home = await temporaryFolder();
  const environment = { PROOFLOOP_DATABASE_URL: url, ...more };
  const call = (args: readonly string[], at = home) =>
    runProgram({ args, folder: home, home: at, environment });
  const json = async (...args: string[]) => JSON.parse((await call([...args, '--json'])).stdout);
  return { url, home, environment, call, json };
}

/** The arguments of the three commands with which docs/fleet.md begins. */
function documentedCommands(): string[][] {
  const text = readFileSync(resolve(import.meta.dirname, '../../docs/fleet.md'), 'utf8');
  const [, block = ''] = /^## Three commands$.*?^```sh\n(.*?)^```$/ms.exec(text) ?? [];
  return block
    .trim()
    .split('\n')
    .map((line) =>
      line
        .replace(/\s+#.*/, '')
        .split(' ')
        .slice(1),
    );
}

test('the three documented commands do a backlog of two tasks, and the database tells it everywhere', async () => {
  const { baseUrl } = await endpointFor(fixing);
  const { home, call, json, environment } = await fleet({
    ...{ OPENAI_BASE_URL: baseUrl, OPENAI_API_KEY: 'sk-of-a-test' },
  });
  const repository = await repositoryWith({
    ...sumProject,
    'proofloop.config.json': '{ "verify": ["sh check.sh"] }',
    'backlog/1.md': 'Mend the sum.',
    'backlog/2.md': 'Mend the sum once more.',
  });
  const [submit = [], work = [], look = []] = documentedCommands();
  const submitted = await runProgram({ args: submit, folder: repository, home, environment });
  expect(submitted.stderr).toBe('');
  const ids = submitted.stdout.trim().split('\n');
  expect(ids).toHaveLength(2);
  expect((await json('queue', 'list')).map(({ status }: { status: string }) => status)).toEqual([
    'queued',
    'queued',
  ]);

  const worker = startProgram({
    args: work,
    folder: home,
    home: await temporaryFolder(),
    environment,
  });
  onTestFinished(() => void worker.kill('SIGKILL'));
  const ended = endOfProgram(worker);
  for (const id of ids) await call(['watch', id]);
  let entries = await json('queue', 'list');
  while (entries.some(({ status }: { status: string }) => status === 'running' || status === 'queued')) {
    entries = await json('queue', 'list');
  }
  expect((await call(look)).stdout.match(/ completed /g)).toHaveLength(2);
  const page = await openPage(browser(), await servePageOf(home, home, environment));
  await page.locator('nav a', { hasText: 'fleet' }).click();
  await page.locator('.runs li.completed a', { hasText: 'Mend the sum once more.' }).waitFor();
  expect(await page.locator('.workers li').allTextContents()).toEqual([
    expect.stringMatching(/, process \d+: 0 of 4 runs$/),
  ]);
  expect(await page.locator('.spend-by-day tbody tr').count()).toBe(1);
  await page.locator('.runs a', { hasText: 'Mend the sum once more.' }).click();
  await page.locator('h1', { hasText: 'completed' }).waitFor();

  worker.kill('SIGTERM');
  const { exitCode, stderr } = await ended;
  expect([exitCode, entries], stderr).toMatchObject([
    0,
    ids.map((run_id) => ({ run_id, status: 'completed', branch: `proofloop/${run_id}`, problem: null })),
  ]);
  // What a package warns of would stand before each worker's lines.
  expect([stderr, submitted.stderr].join('')).not.toContain('Warning');
  for (const id of ids) {
    expect(git(repository, 'show', `proofloop/${id}:sum.sh`)).toContain('$1 + $2');
    expect(await json('show', id)).toMatchObject({ phase: 'completed', running: false });
    expect((await call(['verify', id])).stdout).toContain('sound:');
    expect((await call(['replay', id])).stdout).toContain('identical');
    expect((await call(['diff', id])).stdout).toContain('+echo $(($1 + $2))');
  }
  expect((await json('runs')).map(({ run_id }: { run_id: string }) => run_id)).toEqual(ids.toReversed());
  // What the day is charged is what the runs have used: no more, and nothing of it twice.
  const shown = await Promise.all(ids.map((id) => json('show', id)));
  const used = shown.reduce((sum, { usage }) => sum + usage.input_tokens + usage.output_tokens, 0);
  expect((await call(['queue'])).stdout).toContain(`, ${used.toLocaleString('en')} tokens\n`);
});

test('a run stops where the ceiling of the day has no room for its next request, and goes on once it is raised', async () => {
  const { url, home, call, json } = await fleet();
  const repository = await repositoryWith(sumProject);
  const { baseUrl, requests } = await endpointFor(fixing);
  const submitted = await call([
    ...['submit', '--task', 'Mend the sum.', '--repository', repository, '--sandbox', 'off'],
    ...['--base-url', baseUrl, '--verify', 'sh check.sh', '--fleet-max-tokens', '3000/day'],
  ]);
  const id = submitted.stdout.trim();
  const worker = startProgram({
    args: ['worker', '--database-url', url],
    folder: home,
    home: await temporaryFolder(),
  });
  onTestFinished(() => void worker.kill('SIGKILL'));
  const ended = endOfProgram(worker);
  await call(['watch', id]);
  const closed = async () => {
    let entry = await json('queue', 'show', id);
    while (entry.status === 'running' || entry.status === 'queued') entry = await json('queue', 'show', id);
    return entry;
  };
  expect(await closed()).toMatchObject({ status: 'stopped', stop_reason: 'token_budget_exhausted' });
  expect(requests).toEqual([]);
  expect((await call(['show', id])).stdout).toContain(
    "the ceiling of the day for all runs' tokens is reached",
  );
  expect((await call(['replay', id])).stdout).toContain('identical');
  expect((await call(['queue'])).stdout).toContain('0 of 3,000 tokens');

  const wrong = ['submit', '--task', 'No run.', '--repository', repository, '--fleet-max-tokens', 'x'];
  expect((await call(wrong)).exitCode).toBe(2);
  expect(await json('queue', 'list')).toHaveLength(1);
  const second = startProgram({
    args: ['worker', '--database-url', url, '--fleet-max-tokens', '0/day'],
    folder: home,
    home: await temporaryFolder(),
  });
  onTestFinished(() => void second.kill('SIGKILL'));
  const secondEnded = endOfProgram(second);
  while ((await call(['queue'])).stdout.includes('of 3,000 tokens'));
  await call(['queue', 'resume', id]);
  expect(await closed()).toMatchObject({ status: 'completed' });
  for (const one of [worker, second]) one.kill('SIGTERM');
  expect([(await ended).exitCode, (await secondEnded).exitCode]).toEqual([0, 0]);
  expect((await call(['queue'])).stdout).toMatch(/spent today \(UTC\): \S+, \d[\d,]* tokens/);
});
