import { existsSync, utimesSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { runProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import {
  endpointFor,
  repositoryWith,
  sumFix,
  sumProject,
  temporaryFolder,
  writeFiles,
} from '../support/run-fixture.ts';
import { finalJson, toolCalls } from '../support/scripted-answers.ts';
import { answers } from '../support/scripted-endpoint.ts';

/** The verify command passes only where the kept dependencies are. */
const verify = 'sh check.sh && cat node_modules/dependency.txt';

const plan = () => finalJson(plannerOutput({ done_flag: true, tasks: [workItem('sum')] }));
const mend = () => toolCalls([{ name: 'apply_patch', args: { patch: sumFix } }]);
const done = () => finalJson(coderOutput({ completed_task_ids: ['sum'] }));
const idle = () => finalJson(coderOutput({ pending_task_ids: ['sum'] }));
const passed = () => finalJson(testerOutput());
const failed = () => finalJson(testerOutput({ tests_passed: false }));

/** A run that stopped after an iteration in which the sum was mended, and whatever `resume` needs. */
async function stoppedRun() {
  const [folder, home] = [
    await repositoryWith({ ...sumProject, '.gitignore': 'node_modules\n' }),
    await temporaryFolder(),
  ];
  writeFiles(folder, { 'node_modules/dependency.txt': 'here\n' });
  const endpoint = await endpointFor(
    answers({ planner: [plan(), plan()], coder: [mend(), idle(), done()], tester: [failed(), passed()] }),
  );
  const call = (...args: string[]) => runProgram({ args, folder, home });
  const run = await call(
    ...['run', '--task', 'Mend the sum.', '--verify', verify, '--sandbox', 'off'],
    ...['--base-url', endpoint.baseUrl, '--max-iterations', '1', '--json'],
  );
  expect(run.exitCode).toBe(3);
  const runId: string = JSON.parse(run.stdout.split('\n')[0] ?? '').payload.run_id;
  return { folder, call, home: join(home, 'runs', runId), runId };
}

test('a pruned run can be shown, compared and resumed; a completed one applied too', async () => {
  const run = await stoppedRun();
  expect(existsSync(join(run.home, 'tree'))).toBe(true);
  const before = await run.call('diff', 'latest');

  const pruned = await run.call('prune', '--yes');
  expect(pruned).toMatchObject({ exitCode: 0, stderr: '' });
  expect(pruned.stdout).toMatch(new RegExp(`${run.runId}  \\d+ kB  max iterations\n`));
  expect(existsSync(join(run.home, 'tree'))).toBe(false);
  expect(existsSync(join(run.home, 'dependencies'))).toBe(true);
  expect(await run.call('diff', 'latest')).toEqual(before);
  expect((await run.call('show', 'latest')).exitCode).toBe(0);

  const resumed = await run.call('resume', 'latest', '--max-iterations', '2');
  expect(resumed.stdout).toContain('completed: all gates met');
  const kept = join(run.home, '../../baselines/old.json');
  writeFiles(dirname(kept), { 'old.json': '{}' });
  utimesSync(kept, 0, 0);
  const last = await run.call('prune', '--yes');
  expect(last).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('1 result of setups and of measured bases'),
  });
  expect([existsSync(join(run.home, 'dependencies')), existsSync(kept)]).toEqual([false, false]);
  expect((await run.call('apply', 'latest')).exitCode).toBe(0);
  expect(await readFile(join(run.folder, 'sum.sh'), 'utf8')).toContain('$1 + $2');
  expect(await run.call('prune', '--yes')).toMatchObject({
    exitCode: 0,
    stdout: 'there is nothing to remove\n',
  });
});

test('without a terminal and without --yes nothing is removed', async () => {
  const run = await stoppedRun();
  const refused = await run.call('prune');
  expect(refused.exitCode).toBe(2);
  expect(refused.stdout).toContain(run.runId);
  expect(refused.stderr).toContain('say so with --yes');
  expect(existsSync(join(run.home, 'tree'))).toBe(true);
});

test('only runs that are old enough go, and an age that can not be read removes nothing', async () => {
  const run = await stoppedRun();
  expect((await run.call('prune', '--yes', '--older-than', '30d')).stdout).toBe(
    'there is nothing to remove\n',
  );
  const misread = await run.call('prune', '--yes', '--older-than', 'soon');
  expect(misread.exitCode).toBe(2);
  expect(misread.stderr).toContain('--older-than must be a duration such as 12h or 30d');
  expect(existsSync(join(run.home, 'tree'))).toBe(true);
  expect((await run.call('prune', '--yes', '--older-than', '0')).stdout).toContain('removed:');
});

test('a run that is in use is left as it is', async () => {
  const run = await stoppedRun();
  const { takeWriterLock } = await import('../../src/log/file/writer-lock.ts');
  const lock = await takeWriterLock(join(run.home, 'writer.lock'), Date.now());
  const pruned = await run.call('prune', '--yes');
  expect(pruned).toMatchObject({ exitCode: 0, stdout: 'there is nothing to remove\n' });
  expect(pruned.stderr).toContain(`run ${run.runId} is left as it is: it is running`);
  expect(existsSync(join(run.home, 'tree'))).toBe(true);
  await lock.release();
});
