import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { logPathOf, payloadsOf, runProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import {
  fingerprintOf,
  git,
  ownAdditions,
  playScript,
  repositoryWith,
  sumFix,
  sumProject,
} from '../support/run-fixture.ts';
import { finalJson } from '../support/scripted-answers.ts';
import { answers } from '../support/scripted-endpoint.ts';
import { patch, shell } from '../support/tool-answers.ts';

const mendTheSum = ['--task', 'Mend the sum.', '--verify', 'sh check.sh'];

const honest = () =>
  answers({
    planner: [
      shell('cat sum.sh'),
      finalJson(plannerOutput({ done_flag: true, tasks: [workItem('sum', { title: 'Mend the sum' })] })),
    ],
    coder: [
      patch(sumFix),
      finalJson(coderOutput({ summary: 'Added instead of subtracted.', completed_task_ids: ['sum'] })),
    ],
    tester: [shell('sh check.sh'), finalJson(testerOutput({ test_command: 'sh check.sh' }))],
  });

describe('an honest run', () => {
  test.each(['auto', 'off'])(
    'with --sandbox %s completes in one iteration, on a branch of its own, and leaves the checkout as it was',
    async (sandbox) => {
      const repository = await repositoryWith(sumProject);
      const before = fingerprintOf(repository, ownAdditions);
      const run = await playScript(repository, honest(), [...mendTheSum, '--sandbox', sandbox]);

      expect(run.stderr).toBe('');
      expect(run.exitCode).toBe(0);
      expect(run.summary).toMatchObject({
        phase: 'completed',
        stop_reason: 'completion_gates_met',
        iteration: 1,
        tests_passed: true,
        artifacts: ['sum.sh'],
        pending_tasks: [],
        evidence: { level: 'verified', grade: 'exit-code', verdict: 'verified' },
        branch: `proofloop/${run.summary.run_id}`,
      });
      expect(payloadsOf(run.events, 'loop_started')[0]?.options.sandbox).toBe(
        sandbox === 'auto' ? 'bubblewrap' : 'off',
      );
      expect(fingerprintOf(repository, ownAdditions)).toEqual(before);

      const branch = run.summary.branch ?? '';
      expect(git(repository, 'show', `${branch}:sum.sh`)).toContain('$1 + $2');
      expect(git(repository, 'log', '--format=%an <%ae> %s', `main..${branch}`)).toBe(
        'proofloop <proofloop@localhost> Iteration 1: Added instead of subtracted.',
      );
      expect(git(repository, 'rev-parse', `${branch}^{tree}`)).toBe(
        payloadsOf(run.events, 'iteration_finished')[0]?.tree,
      );
    },
  );

  test('prints with --json exactly the lines of its log', async () => {
    const run = await playScript(await repositoryWith(sumProject), honest(), mendTheSum);
    const log = await readFile(logPathOf(run.home, run.summary.run_id), 'utf8');
    expect(run.stdout).toBe(log);
  });

  test('is shown, compared and brought home', async () => {
    const repository = await repositoryWith(sumProject);
    const { home, summary } = await playScript(repository, honest(), mendTheSum);
    const call = (...args: string[]) => runProgram({ args, folder: repository, home });

    const diff = await call('diff', 'latest');
    expect(diff).toMatchObject({ exitCode: 0, stderr: '' });
    expect(diff.stdout).toContain('-echo $(($1 - $2))\n+echo $(($1 + $2))\n');
    expect((await call('diff', summary.run_id, '--iteration', '1')).stdout).toBe(diff.stdout);

    const shown = await call('show', 'latest', '--json');
    expect(JSON.parse(shown.stdout)).toMatchObject({
      phase: 'completed',
      iterations: [{ iteration: 1, outcome: 'finished' }],
    });
    const text = await call('show', summary.run_id.slice(0, 12));
    expect(text.stdout.split('\n')[0]).toContain('completed');
    expect((await call('runs')).stdout).toContain(summary.run_id);

    const applied = await call('apply', 'latest');
    expect(applied).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await readFile(join(repository, 'sum.sh'), 'utf8')).toContain('$1 + $2');
    expect(git(repository, 'status', '--porcelain')).toBe('M sum.sh');
    expect((await call('apply', 'latest')).exitCode).toBe(0);
  });

  test('applies its result on completion where that was asked for', async () => {
    const repository = await repositoryWith(sumProject);
    await playScript(repository, honest(), [...mendTheSum, '--apply']);
    expect(git(repository, 'status', '--porcelain')).toBe('M sum.sh');
  });
});
