import { describe, expect, test } from 'vitest';
import { payloadsOf } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import { git, playScript, repositoryWith, sumFix, sumProject } from '../support/run-fixture.ts';
import { finalJson, hang, httpError } from '../support/scripted-answers.ts';
import { always, answers, type Script } from '../support/scripted-endpoint.ts';
import { patch, shell } from '../support/tool-answers.ts';

const task = ['--task', 'Mend the sum.', '--verify', 'sh check.sh'];
const rejected = httpError(400);
const plan = finalJson(plannerOutput({ done_flag: true, tasks: [workItem('sum')] }));
const coded = finalJson(coderOutput());
const notPassed = finalJson(testerOutput({ tests_passed: false, failures: ['2 + 3 is not 5'] }));

/** A coder that leaves these contents in `state.txt`, one an iteration, under a tester that is never content. */
function leaving(...contents: string[]): Script {
  return answers({
    planner: [always(finalJson(plannerOutput({ tasks: [workItem('sum')] })))],
    coder: contents.flatMap((content) => [shell(`echo ${content} > state.txt`), coded]),
    tester: [always(notPassed)],
  });
}

const play = async (script: Script, ...args: string[]) =>
  playScript(await repositoryWith(sumProject), script, [...task, ...args]);

describe('the end of an iteration', () => {
  test('stops a run that keeps changing at its last allowed iteration', async () => {
    const run = await play(leaving('a', 'b', 'c'), '--max-iterations', '3');
    expect(run.summary).toMatchObject({ stop_reason: 'max_iterations_reached', iteration: 3 });
    expect(run.summary.no_progress_iterations).toBe(0);
  });

  test('stops a run that stands still, each iteration of it closed in the log', async () => {
    const run = await play(leaving('a', 'a', 'a', 'a'));
    expect(run.summary).toMatchObject({
      stop_reason: 'no_progress_guard_triggered',
      iteration: 3,
      no_progress_iterations: 2,
      pending_tasks: ['sum'],
    });
    expect(payloadsOf(run.events, 'iteration_finished').map(({ iteration }) => iteration)).toEqual([1, 2, 3]);
  });

  test('stops a run that goes to and fro between two states', async () => {
    const run = await play(leaving('a', 'b', 'a', 'b', 'c'));
    expect(run.summary).toMatchObject({ stop_reason: 'no_progress_guard_triggered', iteration: 4 });
    const prints = payloadsOf(run.events, 'iteration_finished').map(({ fingerprint }) => fingerprint);
    expect(new Set(prints).size).toBe(2);
  });

  test('counts a no-progress iteration anew after one with progress', async () => {
    const run = await play(leaving('a', 'a', 'b', 'b', 'c'), '--max-iterations', '5');
    expect(run.summary).toMatchObject({ stop_reason: 'max_iterations_reached', no_progress_iterations: 0 });
  });

  test('fails a run after that many failed iterations in a row, and keeps their work', async () => {
    const repository = await repositoryWith(sumProject);
    const script = answers({
      planner: [plan, always(rejected)],
      coder: [patch(sumFix), rejected],
    });
    const run = await playScript(repository, script, task);
    expect(run.exitCode).toBe(1);
    expect(run.summary).toMatchObject({
      phase: 'failed',
      stop_reason: 'max_consecutive_failures',
      iteration: 3,
      consecutive_failures: 3,
      artifacts: ['sum.sh'],
    });
    expect(run.summary.errors).toHaveLength(3);
    expect(payloadsOf(run.events, 'iteration_failed').map((failed) => failed.consecutive_failures)).toEqual([
      1, 2, 3,
    ]);
    expect(git(repository, 'show', `${run.summary.branch}:sum.sh`)).toContain('$1 + $2');
  });

  test('sets the count of failures to 0 with a good iteration, and leaves the count of no progress to them', async () => {
    const run = await play(
      answers({
        planner: [plan, plan, rejected, plan, always(rejected)],
        coder: [always(coded)],
        tester: [always(notPassed)],
      }),
      '--max-consecutive-failures',
      '2',
    );
    const closings = run.events.flatMap(({ event }) =>
      /^iteration_(finished|failed)$/.test(event) ? [event] : [],
    );
    expect(closings).toEqual([
      'iteration_finished',
      'iteration_finished',
      'iteration_failed',
      'iteration_finished',
    ]);
    expect(run.summary).toMatchObject({
      stop_reason: 'no_progress_guard_triggered',
      no_progress_iterations: 2,
      consecutive_failures: 0,
    });
  });
});

describe('where several conditions hold at once, the first of the list counts', () => {
  const mending = () =>
    answers({
      planner: [always(plan)],
      coder: [patch(sumFix), finalJson(coderOutput({ completed_task_ids: ['sum'] }))],
      tester: [finalJson(testerOutput())],
    });
  const blocking = () =>
    answers({
      planner: [always(finalJson(plannerOutput({ tasks: [workItem('sum', { status: 'blocked' })] })))],
      coder: [always(coded)],
      tester: [always(notPassed)],
    });

  test.each([
    ['completion before max iterations', mending, ['--max-iterations', '1'], 'completion_gates_met', 0],
    [
      'blocked before max iterations and no progress',
      blocking,
      ['--max-iterations', '2', '--max-no-progress-iterations', '1'],
      'blocked',
      3,
    ],
    [
      'max iterations before no progress',
      () => leaving('a', 'a'),
      ['--max-iterations', '2', '--max-no-progress-iterations', '1'],
      'max_iterations_reached',
      3,
    ],
    [
      'max iterations before failures',
      () => answers({ planner: [always(rejected)] }),
      ['--max-iterations', '1', '--max-consecutive-failures', '1'],
      'max_iterations_reached',
      3,
    ],
  ] as const)('%s', async (_name, script, args, reason, exitCode) => {
    const run = await play(script(), ...args);
    expect(run.summary.stop_reason).toBe(reason);
    expect(run.exitCode).toBe(exitCode);
  });
});

describe('work items', () => {
  test('that the planner twice calls blocked, all of them, end the run without coder and tester', async () => {
    const blocked = (id: string) => workItem(id, { status: 'blocked', notes: 'needs a licence' });
    const run = await play(
      answers({
        planner: [
          finalJson(plannerOutput({ tasks: [workItem('sum'), blocked('docs')] })),
          finalJson(plannerOutput({ tasks: [blocked('sum')] })),
          finalJson(plannerOutput({ tasks: [] })),
        ],
        coder: [shell('echo a > a'), coded, shell('echo b > b'), coded],
        tester: [always(notPassed)],
      }),
    );
    expect(run.exitCode).toBe(3);
    expect(run.summary).toMatchObject({
      stop_reason: 'blocked',
      iteration: 3,
      pending_tasks: ['sum', 'docs'],
    });
    const lastIteration = run.endpoint.requests.filter(({ iteration }) => iteration === 3);
    expect(lastIteration.map(({ role }) => role)).toEqual(['planner']);
    expect(run.names.slice(-3)).toEqual(['gate_evaluated', 'iteration_finished', 'loop_stopped']);
  });

  test('that the planner drops are kept, and keep the run from completing', async () => {
    const run = await play(
      answers({
        planner: [plan, finalJson(plannerOutput({ done_flag: true, tasks: [] }))],
        coder: [patch(sumFix), coded, coded],
        tester: [always(finalJson(testerOutput()))],
      }),
      '--max-iterations',
      '2',
    );
    expect(run.summary).toMatchObject({
      stop_reason: 'max_iterations_reached',
      tests_passed: true,
      done_flag: true,
      pending_tasks: ['sum'],
      tasks: [workItem('sum')],
    });
  });

  test('that nobody planned are recorded as an error, and not invented', async () => {
    const run = await play(
      answers({
        planner: [plan],
        coder: [patch(sumFix), finalJson(coderOutput({ completed_task_ids: ['sum', 'some'] }))],
        tester: [finalJson(testerOutput())],
      }),
    );
    expect(run.exitCode).toBe(0);
    expect(run.summary.tasks.map((item) => item.task_id)).toEqual(['sum']);
    expect(run.summary.errors).toEqual([expect.stringContaining('"some"')]);
  });

  test('need a done flag of the same iteration', async () => {
    const run = await play(
      answers({
        planner: [plan, finalJson(plannerOutput({ done_flag: false }))],
        coder: [patch(sumFix), coded, finalJson(coderOutput({ completed_task_ids: ['sum'] }))],
        tester: [always(finalJson(testerOutput()))],
      }),
      '--max-iterations',
      '2',
    );
    expect(run.summary).toMatchObject({
      stop_reason: 'max_iterations_reached',
      pending_tasks: [],
      done_flag: false,
    });
  });
});

describe('the limit of time acts in the middle of an iteration', () => {
  test.each([
    ['a model call', () => answers({ planner: [hang()] }), 'model_request'],
    ['a command', () => answers({ planner: [shell('sleep 600')] }), 'tool_call'],
    ['a wait', () => answers({ planner: [httpError(429, {}, { 'retry-after': '300' })] }), 'role_retry'],
    [
      'a verification',
      () =>
        answers({
          planner: [plan],
          coder: [shell('echo "sleep 600" > check.sh'), coded],
          tester: [finalJson(testerOutput())],
        }),
      'check_started',
    ],
  ] as const)('during %s', async (_name, script, lastEvent) => {
    // A slow machine needs more time to come as far as that.
    let run: Awaited<ReturnType<typeof play>> | undefined;
    for (const limit of ['2s', '8s', '40s', '160s']) {
      run = await play(script(), '--max-time', limit);
      if (run.names.at(-2) === lastEvent) break;
    }
    expect(run?.exitCode).toBe(3);
    expect(run?.summary.stop_reason).toBe('time_limit_reached');
    expect(run?.names.slice(-2)).toEqual([lastEvent, 'loop_stopped']);
  });
});
