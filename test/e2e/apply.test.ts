import { renameSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import {
  git,
  playScript,
  repositoryWith,
  sumFix,
  sumProject,
  temporaryFolder,
  writeFiles,
} from '../support/run-fixture.ts';
import { finalJson } from '../support/scripted-answers.ts';
import { stepwise } from '../support/stepwise-script.ts';
import { patch } from '../support/tool-answers.ts';

const plan = finalJson(plannerOutput({ done_flag: true, tasks: [workItem('sum')] }));

async function completedRun() {
  const folder = await repositoryWith(sumProject);
  const script = stepwise({
    planner: [[plan]],
    coder: [[patch(sumFix), finalJson(coderOutput({ completed_task_ids: ['sum'] }))]],
    tester: [[finalJson(testerOutput())]],
  });
  const run = await playScript(folder, script, ['--task', 'Mend.', '--verify', 'sh check.sh']);
  const call = (place: string, ...words: string[]) =>
    runProgram({ args: words, folder: place, home: run.home });
  return { folder, runId: run.summary.run_id, branch: run.summary.branch, call };
}

const mended = '#!/bin/sh\necho $(($1 + $2))\n';

test('to apply a second time is no failure, and changes nothing', async () => {
  const run = await completedRun();
  expect((await run.call(run.folder, 'apply', 'latest')).exitCode).toBe(0);
  const again = await run.call(run.folder, 'apply', 'latest');
  expect(again).toEqual({
    exitCode: 0,
    stdout: `the result is in ${run.folder} already: nothing was changed\n`,
    stderr: '',
  });
  expect(await readFile(join(run.folder, 'sum.sh'), 'utf8')).toBe(mended);
});

test('a conflict changes nothing and names the ways on, which work', async () => {
  const run = await completedRun();
  writeFiles(run.folder, { 'sum.sh': '#!/bin/sh\necho $(($1 - $2 - 0))\n' });
  const refused = await run.call(run.folder, 'apply', 'latest');
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toContain(`git merge ${run.branch}\n`);
  expect(refused.stderr).toContain(`proofloop diff ${run.runId} | git apply --3way\n`);
  git(run.folder, 'commit', '--quiet', '-am', 'mine');
  expect(() => git(run.folder, 'merge', run.branch ?? '')).toThrow();
  expect(await readFile(join(run.folder, 'sum.sh'), 'utf8')).toContain('<<<<<<<');
  git(run.folder, 'merge', '--abort');
  const { stdout } = await run.call(run.folder, 'diff', run.runId);
  const place = await temporaryFolder();
  writeFiles(place, { 'result.patch': stdout });
  expect(() => git(run.folder, 'apply', '--3way', join(place, 'result.patch'))).toThrow();
  expect(await readFile(join(run.folder, 'sum.sh'), 'utf8')).toContain('<<<<<<<');
});

describe('a repository that was moved', () => {
  test('is named by --workspace, for apply, diff and verify', async () => {
    const run = await completedRun();
    const before = await run.call(run.folder, 'diff', run.runId);
    const place = await temporaryFolder();
    const moved = join(place, 'moved');
    renameSync(run.folder, moved);
    const lost = await run.call(place, 'apply', run.runId);
    expect(lost.exitCode).not.toBe(0);

    expect(await run.call(place, 'diff', run.runId, '--workspace', 'moved')).toEqual(before);
    expect((await run.call(place, 'verify', run.runId, '--workspace', 'moved')).exitCode).toBe(0);
    const applied = await run.call(place, 'apply', run.runId, '-C', moved);
    expect(applied.exitCode).toBe(0);
    expect(await readFile(join(moved, 'sum.sh'), 'utf8')).toBe(mended);
  });

  test('is not confused with another one', async () => {
    const [run, other] = [await completedRun(), await repositoryWith({ 'a.txt': 'a\n' })];
    const refused = await run.call(other, 'apply', run.runId, '-C', '.');
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    expect(refused.stderr).toContain('so it is another repository: nothing was done.');
    expect((await run.call(run.folder, 'apply', run.runId)).exitCode).toBe(0);
  });
});
