import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { payloadsOf, runProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import { playScript, repositoryWith, sumFix, sumProject, temporaryFolder } from '../support/run-fixture.ts';
import { type Answer, finalJson, toolCalls } from '../support/scripted-answers.ts';
import { stepwise } from '../support/stepwise-script.ts';
import { patch, shell, verify } from '../support/tool-answers.ts';

const oneIteration = (coder: readonly Answer[]) =>
  stepwise({
    planner: [[finalJson(plannerOutput({ done_flag: true, tasks: [workItem('sum')] }))]],
    coder: [[...coder, finalJson(coderOutput({ completed_task_ids: ['sum'] }))]],
    tester: [[finalJson(testerOutput())]],
  });

test('the coder learns what the verify commands say of its files, and the verdict needs no further run of the same', async () => {
  const repository = await repositoryWith({ ...sumProject, '.gitignore': 'ignored\n' });
  const count = join(await temporaryFolder(), 'count');
  await writeFile(count, '');
  const command = `echo x >> ${count}; test ! -e ignored && sh check.sh`;
  const both = toolCalls([
    { name: 'apply_patch', args: { patch: sumFix } },
    { name: 'shell', args: { command: 'echo x > scratch.txt', timeout_ms: null } },
    { name: 'verify', args: {} },
  ]);
  const run = await playScript(repository, oneIteration([shell('touch ignored'), verify(), both, verify()]), [
    ...['--task', 'Mend the sum.', '--verify', command],
  ]);

  expect(run.exitCode).toBe(0);
  const results = payloadsOf(run.events, 'tool_result').map(({ output }) => output);
  expect(results[1]).toContain('exit code 1');
  expect(results[1]).toContain('2 + 3 is not 5');
  expect(results[1]).toContain('under 10 s. 4 of verify left');
  expect(results[4]).toContain('exit code 0');
  expect(results[4]).toContain('3 of verify left');
  expect(results[5]).toContain('2 of verify left');
  // The ignored file is no part of the result; the one that is says so at once, and where a verdict is asked for.
  expect(results[0]).not.toContain('New files');
  expect(results[1]).not.toContain('New files');
  expect(results[3]).toContain('[New files that will be delivered: scratch.txt. Delete what does not belong');
  expect(results[5]).toContain('[New files since the start: scratch.txt. Delete what does not belong');
  const checks = payloadsOf(run.events, 'check_started').map(({ check, tree }) => `${check} ${tree}`);
  const tree =
    run.summary.evidence.verdict === 'verified' ? payloadsOf(run.events, 'checkpoint')[0]?.tree : '';
  // Once for the coder and once more for the verdict, which asks two runs of a sound tree.
  expect(checks.filter((check) => check === `candidate ${tree}`)).toHaveLength(2);
  expect(checks.filter((check) => check.startsWith('candidate'))).toHaveLength(3);

  const executed = await runProgram({
    args: ['replay', 'latest', '--execute'],
    folder: repository,
    home: run.home,
  });
  expect(executed).toMatchObject({ exitCode: 0, stderr: '' });
});

test('dependencies that the coder has just named are made before its files are measured', async () => {
  const repository = await repositoryWith({
    '.gitignore': 'vendor\n',
    'requirements.txt': '1\n',
    'wanted.txt': '1\n',
    'check.sh': 'cat vendor/version; [ "$(cat vendor/version)" = "$(cat wanted.txt)" ]\n',
  });
  const install = 'mkdir -p vendor && cp requirements.txt vendor/version && grep -q "[12]" requirements.txt';
  const upgrade = (version: number) =>
    shell(`echo ${version} > requirements.txt; echo ${version} > wanted.txt`);
  const run = await playScript(repository, oneIteration([upgrade(3), verify(), upgrade(2), verify()]), [
    ...['--task', 'Take version 2.', '--verify', 'sh check.sh', '--setup', install],
  ]);

  expect(run.exitCode).toBe(0);
  const results = payloadsOf(run.events, 'tool_result').map(({ output }) => output);
  expect(results[1]).toContain('dependencies could not be installed');
  expect(results[3]).toContain('exit code 0');
  // At the base, for the version that is not there, and for the right one: that serves the verdict too.
  expect(payloadsOf(run.events, 'setup_result')).toHaveLength(3);
  expect(payloadsOf(run.events, 'check_result')[0]).toMatchObject({
    check: 'candidate',
    runs: [[{ exit_code: 0 }]],
  });
});

test('without a verify command it says so, and runs nothing', async () => {
  const repository = await repositoryWith({ 'sum.sh': sumProject['sum.sh'] });
  const run = await playScript(repository, oneIteration([verify(), patch(sumFix)]), [
    ...['--task', 'Mend the sum.', '--evidence', 'claimed'],
  ]);
  expect(run.exitCode).toBe(0);
  expect(payloadsOf(run.events, 'tool_result')[0]?.output).toMatch(/^Nothing to verify: no verify command/);
  expect(run.names).not.toContain('check_started');
});
