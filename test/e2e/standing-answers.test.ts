import { expect, test } from 'vitest';
import { payloadsOf, runProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import { otherSum, playScript, repositoryWith, sumFix, sumProject } from '../support/run-fixture.ts';
import { finalJson } from '../support/scripted-answers.ts';
import { type StepAnswers, stepwise } from '../support/stepwise-script.ts';
import { patch } from '../support/tool-answers.ts';

const plan = (fields: Parameters<typeof plannerOutput>[0]) => finalJson(plannerOutput(fields));
const item = workItem('sum');
const mended = [patch(sumFix), finalJson(coderOutput({ completed_task_ids: ['sum'] }))];

async function play(table: StepAnswers, ...args: string[]) {
  const repository = await repositoryWith(sumProject);
  const given = ['--task', 'Mend the sum.', '--verify', 'sh check.sh', ...args];
  const run = await playScript(repository, stepwise(table), given);
  const rolesOf = (iteration: number) => [
    ...new Set(run.endpoint.requests.flatMap((one) => (one.iteration === iteration ? [one.role] : []))),
  ];
  const call = (...words: string[]) => runProgram({ args: words, folder: repository, home: run.home });
  return { ...run, rolesOf, call };
}

test('with nothing open and a verified tree, neither coder nor tester is called again, nor anything measured', async () => {
  const run = await play({
    // The first plan does not call its list whole: that alone keeps the run from completing.
    planner: [[plan({ tasks: [item] })], [plan({ done_flag: true })]],
    coder: [mended],
    tester: [[finalJson(testerOutput())]],
  });
  expect(run.exitCode).toBe(0);
  expect([run.rolesOf(1), run.rolesOf(2)]).toEqual([['planner', 'coder', 'tester'], ['planner']]);
  const iterations = (event: 'verification_result' | 'check_started') =>
    new Set(payloadsOf(run.events, event).map(({ iteration }) => iteration));
  expect([iterations('verification_result'), iterations('check_started')]).toEqual([
    new Set([1]),
    new Set([1]),
  ]);
  expect(await run.call('replay', 'latest')).toMatchObject({ exitCode: 0 });
  expect(await run.call('replay', 'latest', '--execute')).toMatchObject({ exitCode: 0 });
});

test('control: with an item open the coder is called, and the tester after it', async () => {
  const run = await play({
    planner: [[plan({ tasks: [item] })], [plan({ done_flag: true, tasks: [workItem('more')] })]],
    coder: [mended, [finalJson(coderOutput({ completed_task_ids: ['more'] }))]],
    tester: [[finalJson(testerOutput())], [finalJson(testerOutput())]],
  });
  expect(run.exitCode).toBe(0);
  expect(run.rolesOf(2)).toEqual(['planner', 'coder', 'tester']);
});

test('a test change that a role has named as demanded stops the run for a person after that iteration', async () => {
  const named = [{ path: 'check.sh', why: 'the task asks for a product' }];
  const table = (test_changes: typeof named): StepAnswers => ({
    planner: [[plan({ done_flag: true, tasks: [item], test_changes })], [plan({ done_flag: true })]],
    coder: [[patch(otherSum), finalJson(coderOutput({ completed_task_ids: ['sum'] }))]],
    tester: [[finalJson(testerOutput())]],
  });
  const run = await play(table(named));
  expect(run.exitCode).toBe(3);
  expect(run.summary).toMatchObject({ stop_reason: 'needs_review', iteration: 1 });
  expect(await run.call('accept', 'latest', '--allow-changes', 'check.sh')).toMatchObject({ exitCode: 0 });
  // Control: unnamed, the roles get one more iteration.
  expect((await play(table([]))).summary).toMatchObject({ stop_reason: 'needs_review', iteration: 2 });
});

test('after the tester said no the verify commands run once, without a verdict, for the next planner', async () => {
  const objection = testerOutput({ tests_passed: false, failures: ['It says nothing.'] });
  const run = await play(
    {
      planner: [[plan({ done_flag: true, tasks: [item] })], [plan({ done_flag: true })]],
      coder: [
        [patch(sumFix.replace('$1 + $2', '$1 * $2')), finalJson(coderOutput())],
        [finalJson(coderOutput())],
      ],
      tester: [[finalJson(objection)], [finalJson(objection)]],
    },
    '--max-iterations',
    '2',
  );
  expect(run.summary).toMatchObject({ stop_reason: 'max_iterations_reached' });
  expect(payloadsOf(run.events, 'check_result')).toMatchObject([
    { iteration: 1, check: 'candidate', runs: [[{ exit_code: 1 }]] },
  ]);
  expect(run.names).not.toContain('verification_result');
  const second = run.endpoint.requests.find(({ role, iteration }) => role === 'planner' && iteration === 2);
  expect(JSON.stringify(second?.body.input)).toContain('2 + 3 is not 5');
});
