import { describe, expect, test } from 'vitest';
import { payloadsOf } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import { git, playScript, repositoryWith, sumFix, sumProject } from '../support/run-fixture.ts';
import { finalJson } from '../support/scripted-answers.ts';
import { answers, type ScriptedRequest } from '../support/scripted-endpoint.ts';
import { patch, shell } from '../support/tool-answers.ts';

const task = ['--task', 'Mend the sum.', '--verify', 'sh check.sh'];
const passed = finalJson(testerOutput());

const told = (request: ScriptedRequest | undefined) => JSON.stringify(request?.body.input);

describe('a run of several iterations', () => {
  test('is refused by a failing verify command, tells the roles why, and completes when it is mended', async () => {
    const wrong = sumFix.replace('+echo $(($1 + $2))', '+echo $(($1 * $2))');
    const right = wrong
      .replace('-echo $(($1 - $2))', '-echo $(($1 * $2))')
      .replace(/\+echo.*/, '+echo $(($1 + $2))');
    const run = await playScript(
      await repositoryWith(sumProject),
      answers({
        planner: [
          finalJson(plannerOutput({ done_flag: true, tasks: [workItem('sum')] })),
          finalJson(plannerOutput({ done_flag: true })),
        ],
        coder: [
          patch(wrong),
          finalJson(coderOutput({ completed_task_ids: ['sum'] })),
          patch(right),
          finalJson(coderOutput({ completed_task_ids: ['sum'] })),
        ],
        tester: [passed, passed],
      }),
      task,
    );

    expect(run.summary).toMatchObject({ phase: 'completed', iteration: 2, tests_passed: true });
    const reason = expect.stringMatching(
      /^"sh check.sh" on a fresh checkout exited with 1 \(2 \+ 3 is not 5\), as it did at the base/,
    );
    expect(payloadsOf(run.events, 'verification_result')).toMatchObject([
      { iteration: 1, verdict: 'refused', reasons: [reason], commands: [{ exit_code: 1 }] },
      { iteration: 2, verdict: 'verified', reasons: [], commands: [{ exit_code: 0 }] },
    ]);
    expect(payloadsOf(run.events, 'gate_evaluated')[0]?.gates).toMatchObject([
      { name: 'tests_passed', met: false, reason },
      { name: 'no_open_work_items', met: true },
      { name: 'done_flag', met: true },
    ]);
    for (const role of ['planner', 'coder']) {
      const ofRole = run.endpoint.requests.filter((request) => request.role === role);
      const first = ofRole.find((request) => request.iteration === 1);
      const second = ofRole.find((request) => request.iteration === 2);
      expect(told(first)).not.toContain('exited with 1');
      expect(told(second)).toContain('sh check.sh\\\\\\" on a fresh checkout exited with 1');
      expect(told(second)).toContain('2 + 3 is not 5');
    }
  });

  test('keeps every item until it is done, whichever role brought it', async () => {
    const repository = await repositoryWith(sumProject);
    const add = (name: string) => patch(`*** Begin Patch\n*** Add File: ${name}\n+${name}\n*** End Patch`);
    const run = await playScript(
      repository,
      answers({
        planner: [
          finalJson(plannerOutput({ done_flag: true, tasks: [workItem('sum'), workItem('docs')] })),
          finalJson(plannerOutput({ done_flag: true, tasks: [workItem('changes')] })),
          finalJson(plannerOutput({ done_flag: true })),
        ],
        coder: [
          patch(sumFix),
          finalJson(coderOutput({ completed_task_ids: ['sum'], pending_task_ids: ['docs'] })),
          add('DOCS'),
          finalJson(coderOutput({ completed_task_ids: ['docs', 'changes'] })),
          add('CHANGES'),
          finalJson(coderOutput({ completed_task_ids: ['changes', 'edge'] })),
        ],
        tester: [
          passed,
          finalJson(
            testerOutput({
              follow_up_tasks: [
                workItem('edge', { status: 'done', notes: 'minus one' }),
                workItem('changes', { notes: 'CHANGES is missing' }),
              ],
            }),
          ),
          passed,
        ],
      }),
      task,
    );

    expect(run.exitCode).toBe(0);
    expect(run.summary.tasks).toEqual([
      workItem('sum', { status: 'done' }),
      workItem('docs', { status: 'done' }),
      workItem('changes', { status: 'done', notes: 'CHANGES is missing' }),
      workItem('edge', { status: 'done', notes: 'minus one' }),
    ]);
    const openReasons = payloadsOf(run.events, 'gate_evaluated').map(({ gates }) => gates[1]?.reason);
    expect(openReasons).toEqual([
      'open: docs (pending)',
      'open: changes (pending), edge (pending)',
      'all 4 items are done',
    ]);
    expect(run.summary.artifacts).toEqual(['CHANGES', 'DOCS', 'sum.sh']);
    const branch = run.summary.branch ?? '';
    expect(git(repository, 'log', '--format=%s', `main..${branch}`).split('\n')).toEqual([
      'Iteration 3: Coded.',
      'Iteration 2: Coded.',
      'Iteration 1: Coded.',
    ]);
  });

  test('makes no commit for an iteration that changed nothing, and no branch where none did', async () => {
    const repository = await repositoryWith(sumProject);
    const run = await playScript(
      repository,
      answers({
        planner: [
          finalJson(plannerOutput({ tasks: [workItem('a')] })),
          finalJson(plannerOutput({ done_flag: true })),
        ],
        coder: [
          shell('cat sum.sh; echo scratch > scratch; rm scratch'),
          finalJson(coderOutput({ changed_files: ['sum.sh', 'invented.sh'] })),
          finalJson(coderOutput({ completed_task_ids: ['a'] })),
        ],
        tester: [finalJson(testerOutput({ tests_passed: false })), passed],
      }),
      [...task, '--max-iterations', '2'],
    );

    expect(run.exitCode).toBe(3);
    expect(run.names).not.toContain('checkpoint');
    expect(run.summary).toMatchObject({ artifacts: [], branch: null });
    expect(git(repository, 'for-each-ref', '--format=%(refname)', 'refs/heads')).toBe('refs/heads/main');
    // The run may be gone on with, and then needs its base.
    expect(git(repository, 'for-each-ref', '--format=%(refname)', 'refs/proofloop')).toBe(
      `refs/proofloop/bases/${run.summary.run_id}`,
    );
  });
});
