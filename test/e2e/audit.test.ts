import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Summary } from '../../src/core/summary-schema.ts';
import { lineHash } from '../../src/log/encode-line.ts';
import { eventsOf, logPathOf, payloadsOf, runProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import { git, playScript, repositoryWith, sumFix, sumProject } from '../support/run-fixture.ts';
import { finalJson, toolCalls } from '../support/scripted-answers.ts';
import type { Script } from '../support/scripted-endpoint.ts';

const task = ['--task', 'Mend the sum.', '--verify', 'sh check.sh'];
const patch = (text: string) => toolCalls([{ name: 'apply_patch', args: { patch: text } }]);
const note = (line: string) => patch(`*** Begin Patch\n*** Add File: ${line}.txt\n+${line}\n*** End Patch`);

/** Leaves the bug in iteration 1, mends it in iteration 2; scripted by the iteration, so that a fork is answered too. */
const twoIterations: Script = (request) => {
  const { role, iteration, step } = request;
  if (role === 'planner') {
    return finalJson(plannerOutput({ done_flag: true, tasks: iteration === 1 ? [workItem('sum')] : [] }));
  }
  if (role === 'tester') return finalJson(testerOutput());
  if (step > 1)
    return finalJson(coderOutput({ completed_task_ids: ['sum'], summary: `Round ${iteration}.` }));
  return iteration === 1 ? note('looked') : patch(sumFix);
};

async function recorded() {
  const repository = await repositoryWith(sumProject);
  const run = await playScript(repository, twoIterations, task);
  expect(run.summary).toMatchObject({ phase: 'completed', iteration: 2 });
  const call = (...args: string[]) => runProgram({ args, folder: repository, home: run.home });
  return { repository, run, call, logPath: logPathOf(run.home, run.summary.run_id) };
}

/** The lines of a log with one of them changed, and the chain made whole again. */
function forge(log: string, change: (line: string) => string): string {
  let prev = '0'.repeat(64);
  const lines = log
    .trimEnd()
    .split('\n')
    .map((line) => {
      const forged = change(line).replace(/"prev":"[0-9a-f]{64}"\}$/, `"prev":"${prev}"}`);
      prev = lineHash(forged);
      return forged;
    });
  return `${lines.join('\n')}\n`;
}

describe('replay and verify', () => {
  test('agree with a run as it was recorded', async () => {
    const { call } = await recorded();
    expect(await call('replay', 'latest')).toMatchObject({
      exitCode: 0,
      stderr: '',
      stdout: expect.stringContaining('identical'),
    });
    expect(await call('verify', 'latest')).toMatchObject({
      exitCode: 0,
      stderr: '',
      stdout: expect.stringContaining('sound'),
    });
  });

  test('find a log that was forged with a whole chain', async () => {
    const { call, logPath } = await recorded();
    const forged = forge(await readFile(logPath, 'utf8'), (line) =>
      line.includes('"event":"gate_evaluated"') ? line.replace('"met":false', '"met":true') : line,
    );
    await writeFile(logPath, forged);
    const replayed = await call('replay', 'latest');
    expect(replayed.exitCode).toBe(1);
    expect(replayed.stdout).toMatch(/diverged at event \d+ \(gate_evaluated\)/);
    expect((await call('verify', 'latest')).exitCode).toBe(1);
  });

  test('find a log whose words were changed where no decision depends on them', async () => {
    const { call, logPath } = await recorded();
    const forged = forge(await readFile(logPath, 'utf8'), (line) =>
      line.includes('"event":"loop_started"') ? line.replace('"version":"', '"version":"9') : line,
    );
    await writeFile(logPath, forged);
    expect((await call('replay', 'latest')).stdout).toContain('The log has another line');
    // Whoever can write the log can write this file as well; the commits are what is left.
    await rm(join(dirname(logPath), 'head'));
    expect((await call('replay', 'latest')).exitCode).toBe(0);
    const verified = await call('verify', 'latest');
    expect(verified.exitCode).toBe(1);
    expect(verified.stdout).toContain('which is no line of this log');
  });

  test('refuse a broken chain by its line', async () => {
    const { call, logPath } = await recorded();
    const log = await readFile(logPath, 'utf8');
    await writeFile(logPath, log.replace('"done_flag":true', '"done_flag":false'));
    const verified = await call('verify', 'latest');
    expect(verified.exitCode).toBe(1);
    expect(verified.stdout).toMatch(/unsound.*\n.*Line \d+/);
  });

  test('find a branch that was moved', async () => {
    const { call, repository, run } = await recorded();
    git(repository, 'branch', '--force', run.summary.branch ?? '', 'main');
    const verified = await call('verify', 'latest');
    expect(verified).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('ends with') });
  });

  test('find a branch that was removed, and are content with one that was merged before', async () => {
    const { call, repository, run } = await recorded();
    const branch = run.summary.branch ?? '';
    const commit = git(repository, 'rev-parse', branch).trim();
    git(repository, 'branch', '-D', branch);
    const verified = await call('verify', 'latest');
    expect(verified).toMatchObject({ exitCode: 1, stdout: expect.stringContaining(`${branch} is gone`) });
    git(repository, 'update-ref', 'refs/heads/merged', commit);
    const sound = await call('verify', 'latest');
    expect(sound).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('is in merged') });
  });
});

describe('fork', () => {
  test('goes on from the close of an iteration with its files, items and spending, and leaves the parent alone', async () => {
    const { run, repository, call, logPath } = await recorded();
    const parentLog = await readFile(logPath, 'utf8');
    const before = run.endpoint.requests.length;
    const forked = await call(
      'fork',
      run.summary.run_id,
      '--at',
      '1',
      '--note',
      'Write no files.',
      '--json',
      '--max-iterations',
      '5',
    );
    expect(forked.stderr).toBe('');
    expect(forked.exitCode).toBe(0);
    const summary = eventsOf(forked.stdout).at(-1)?.payload as Summary;
    expect(summary).toMatchObject({
      phase: 'completed',
      iteration: 2,
      max_iterations: 5,
      artifacts: ['looked.txt', 'sum.sh'],
    });
    expect(summary.run_id).not.toBe(run.summary.run_id);
    expect(summary.branch).toBe(`proofloop/${summary.run_id}`);
    expect(summary.usage.requests).toBe(run.summary.usage.requests);
    expect(git(repository, 'rev-parse', `${summary.branch}~1`)).toBe(
      git(repository, 'rev-parse', `${run.summary.branch}~1`),
    );
    expect(git(repository, 'rev-parse', `${summary.branch}^{tree}`)).toBe(
      git(repository, 'rev-parse', `${run.summary.branch}^{tree}`),
    );

    expect(await readFile(logPath, 'utf8')).toBe(parentLog);
    const asked = run.endpoint.requests.slice(before);
    expect(asked.every((request) => request.iteration === 2)).toBe(true);
    expect(JSON.stringify(asked[0]?.body.input)).toContain('Write no files.');

    const log = eventsOf(await readFile(logPathOf(run.home, summary.run_id), 'utf8'));
    expect(payloadsOf(log, 'loop_started')[0]?.forked_from).toMatchObject({
      run_id: run.summary.run_id,
      iteration: 1,
    });
    expect((await call('replay', summary.run_id)).stdout).toContain('identical');
    expect((await call('verify', summary.run_id)).exitCode).toBe(0);
  });

  test.each([
    ['an option that can not be', ['--max-iterations', 'many'], '--max-iterations'],
    ['a command that is not there', ['--verify', 'no-such-check'], 'no-such-check'],
  ])('that is refused for %s leaves nothing behind', async (_, options, words) => {
    const { repository, call } = await recorded();
    const branches = git(repository, 'for-each-ref');
    const forked = await call('fork', 'latest', '--at', '1', ...options);
    expect(forked).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining(words) });
    expect(JSON.parse((await call('runs', '--json')).stdout)).toHaveLength(1);
    expect(git(repository, 'for-each-ref')).toBe(branches);
  });

  test('of an iteration that was not closed is refused, and leaves nothing behind', async () => {
    const { call } = await recorded();
    const forked = await call('fork', 'latest', '--at', '7');
    expect(forked).toMatchObject({
      exitCode: 2,
      stderr: 'error: --at must name an iteration that was closed, not "7"; the run closed 1, 2\n',
    });
    expect(JSON.parse((await call('runs', '--json')).stdout)).toHaveLength(1);
  });
});
