import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startLive } from '../support/live-run.ts';
import { runProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import {
  endpointFor,
  git,
  playScript,
  repositoryWith,
  runArguments,
  sumFix,
  sumProject,
  temporaryFolder,
} from '../support/run-fixture.ts';
import { finalJson, hang } from '../support/scripted-answers.ts';
import { stepwise } from '../support/stepwise-script.ts';
import { patch, shell } from '../support/tool-answers.ts';

const plan = finalJson(plannerOutput({ done_flag: true, tasks: [workItem('sum')] }));
const mending = () =>
  stepwise({
    planner: [[plan]],
    coder: [[patch(sumFix), finalJson(coderOutput({ completed_task_ids: ['sum'] }))]],
    tester: [[finalJson(testerOutput())]],
  });

async function completedRun(...args: string[]) {
  const folder = await repositoryWith(sumProject);
  const run = await playScript(folder, mending(), ['--task', 'Mend.', '--verify', 'sh check.sh', ...args]);
  expect(run.exitCode).toBe(0);
  const call = (...words: string[]) => runProgram({ args: words, folder, home: run.home });
  const ownReferences = () =>
    git(folder, 'for-each-ref', '--format=%(refname)', '--', 'refs/heads/proofloop', 'refs/proofloop');
  return {
    folder,
    home: run.home,
    runId: run.summary.run_id,
    branch: run.summary.branch ?? '',
    call,
    ownReferences,
  };
}

describe('rm', () => {
  test('removes a run whole: home, branch and a log elsewhere, and nothing else', async () => {
    const logs = await temporaryFolder();
    const run = await completedRun('--log-path', join(logs, 'run.jsonl'));
    const before = git(run.folder, 'rev-parse', 'main');
    expect(run.ownReferences()).not.toBe('');
    const removed = await run.call('rm', 'latest', '--yes');
    expect(removed).toMatchObject({ exitCode: 0, stderr: '' });
    expect(removed.stdout).toMatch(new RegExp(`removed: run ${run.runId}\n$`));
    expect(readdirSync(join(run.home, 'runs'))).toEqual([]);
    expect(readdirSync(logs)).toEqual([]);
    expect(run.ownReferences()).toBe('');
    expect(git(run.folder, 'rev-parse', 'main')).toBe(before);
    expect((await run.call('show', run.runId)).exitCode).toBe(2);
  });

  test('removes nothing where the name is empty, though there is one run alone', async () => {
    const { call, runId } = await completedRun();
    expect(await call('rm', '', '--yes')).toMatchObject({
      exitCode: 2,
      stderr: 'error: name a run: its id, or "latest"\n',
    });
    // The control: a beginning of its id that is not empty names it.
    expect((await call('show', runId.slice(0, 1))).exitCode).toBe(0);
  });

  test('lets go of the base of a run without a branch', async () => {
    const folder = await repositoryWith(sumProject);
    const refused = finalJson(testerOutput({ tests_passed: false }));
    const script = stepwise({
      planner: [[plan]],
      coder: [[shell('ls'), finalJson(coderOutput())]],
      tester: [[refused]],
    });
    const run = await playScript(folder, script, ['--task', 'Mend.', '--max-iterations', '1']);
    expect(run.summary).toMatchObject({ phase: 'stopped', branch: null });
    const base = () => git(folder, 'for-each-ref', '--format=%(refname)', 'refs/proofloop');
    expect(base()).toBe(`refs/proofloop/bases/${run.summary.run_id}`);
    const removed = await runProgram({ args: ['rm', 'latest', '--yes'], folder, home: run.home });
    expect(removed).toMatchObject({ exitCode: 0, stderr: '' });
    expect(base()).toBe('');
  });

  test('asks first, and removes nothing where there is nobody to ask', async () => {
    const run = await completedRun();
    const refused = await run.call('rm', 'latest');
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toBe(
      'error: nothing was removed: without a terminal to ask on, say so with --yes\n',
    );
    expect((await run.call('show', 'latest')).exitCode).toBe(0);
    expect(run.ownReferences()).toBe(`refs/heads/${run.branch}`);
  });

  test.each([
    ['is checked out', (folder: string, branch: string) => git(folder, 'checkout', '--quiet', branch)],
    [
      "ends with the user's own commit",
      (folder: string, branch: string) => {
        git(folder, 'checkout', '--quiet', branch);
        git(folder, 'commit', '--quiet', '--allow-empty', '-m', 'mine');
        git(folder, 'checkout', '--quiet', 'main');
      },
    ],
  ])('leaves a branch that %s, and says so', async (_what, change) => {
    const run = await completedRun();
    change(run.folder, run.branch);
    const removed = await run.call('rm', run.runId, '--yes');
    expect(removed.exitCode).toBe(0);
    expect(removed.stderr).toContain(`warning: ${run.branch} was left: it `);
    expect(run.ownReferences()).toBe(`refs/heads/${run.branch}`);
    expect(existsSync(join(run.home, 'runs', run.runId))).toBe(false);
  });

  test('refuses a run that a process works on', async () => {
    const [folder, home] = [await repositoryWith(sumProject), await temporaryFolder()];
    const endpoint = await endpointFor(() => hang());
    const args = ['--json', '--task', 'Mend.', '--verify', 'sh check.sh'];
    const live = startLive({ args: runArguments(folder, endpoint.baseUrl, args), folder, home });
    await live.seen(({ event }) => event === 'model_request');
    const refused = await runProgram({ args: ['rm', 'latest', '--yes'], folder, home });
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain(`process ${live.child.pid} works on run`);
    live.child.kill('SIGKILL');
    await live.ended;
    expect((await runProgram({ args: ['rm', 'latest', '--yes'], folder, home })).exitCode).toBe(0);
  });
});

test('prune lets go of the base that a completed run without a branch still keeps', async () => {
  const folder = await repositoryWith(sumProject);
  const script = stepwise({
    planner: [[finalJson(plannerOutput({ done_flag: true }))]],
    coder: [[finalJson(coderOutput())]],
    tester: [[finalJson(testerOutput())]],
  });
  const args = ['--task', 'Look.', '--verify', 'true', '--expect', 'no-change'];
  const run = await playScript(folder, script, args);
  expect(run.summary).toMatchObject({ phase: 'completed', branch: null });
  const base = () => git(folder, 'for-each-ref', '--format=%(refname)', 'refs/proofloop');
  expect(base()).toBe('');
  // As where the process was killed right after its last event.
  git(folder, 'update-ref', `refs/proofloop/bases/${run.summary.run_id}`, 'main');
  const call = (...words: string[]) => runProgram({ args: words, folder, home: run.home });
  expect(await call('prune', '--branches', '--yes')).toMatchObject({ exitCode: 0, stderr: '' });
  expect(base()).toBe('');
});

test('prune removes branches where asked, and the result can still be applied', async () => {
  const run = await completedRun();
  await run.call('prune', '--yes');
  expect(run.ownReferences()).toBe(`refs/heads/${run.branch}`);
  const pruned = await run.call('prune', '--branches', '--yes');
  expect(pruned).toMatchObject({ exitCode: 0, stderr: '', stdout: expect.stringContaining(run.branch) });
  expect(run.ownReferences()).toBe('');
  expect((await run.call('apply', 'latest')).exitCode).toBe(0);
  expect((await run.call('prune', '--branches', '--yes')).stdout).toBe('there is nothing to remove\n');
});
