import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { Summary } from '../../src/core/summary-schema.ts';
import { eventsOf, logPathOf, payloadsOf, runProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput } from '../support/role-outputs.ts';
import { git, otherSum, playScript, repositoryWith, sumProject } from '../support/run-fixture.ts';
import { finalJson } from '../support/scripted-answers.ts';
import { always, answers } from '../support/scripted-endpoint.ts';
import { patch } from '../support/tool-answers.ts';

const demanding = () =>
  answers({
    planner: [always(finalJson(plannerOutput({ done_flag: true })))],
    coder: [patch(otherSum), always(finalJson(coderOutput()))],
    tester: [always(finalJson(testerOutput()))],
  });

/** A run that stopped as needs_review, and calls of the program about it, in an environment without a key. */
async function reviewed(...args: string[]) {
  const repository = await repositoryWith(sumProject);
  const task = ['--task', 'Multiply.', '--verify', 'sh check.sh', ...args];
  const run = await playScript(repository, demanding(), task);
  const call = (...words: string[]) => runProgram({ args: words, folder: repository, home: run.home });
  const logPath = logPathOf(run.home, run.summary.run_id);
  return { repository, run, call, logPath };
}

describe('a run that needs review', () => {
  test('ends so once only its own changes to checks stand in the way, and says how to allow them', async () => {
    const { run, call } = await reviewed();
    expect(run.exitCode).toBe(3);
    expect(run.summary).toMatchObject({ phase: 'stopped', stop_reason: 'needs_review', iteration: 2 });
    expect(payloadsOf(run.events, 'verification_result').at(-1)).toMatchObject({
      verdict: 'refused',
      reviewable: true,
      protected_changes: [{ path: 'check.sh', change: 'modified' }],
    });
    const shown = await call('show', 'latest');
    expect(shown.stdout).toContain(`proofloop accept ${run.summary.run_id} --allow-changes check.sh  `);
    expect(shown.stdout).toContain(`proofloop diff ${run.summary.run_id}  `);
  });

  test('is completed by accept, without a model or a key', async () => {
    const { repository, run, call, logPath } = await reviewed();
    const requests = run.endpoint.requests.length;
    const before = await readFile(logPath, 'utf8');
    const accepted = await call('accept', 'latest', '--allow-changes', 'check.sh', '--json');
    expect(accepted.stderr).toBe('');
    expect(accepted.exitCode).toBe(0);
    expect(await readFile(logPath, 'utf8')).toBe(before + accepted.stdout);
    const events = eventsOf(accepted.stdout);
    expect(events[0]).toMatchObject({
      event: 'loop_resumed',
      payload: { accepted_changes: ['check.sh'], options: { allow_changes: ['check.sh'] } },
    });
    expect(events.at(-1)?.event).toBe('loop_completed');
    const summary = events.at(-1)?.payload as Summary;
    expect(summary).toMatchObject({
      phase: 'completed',
      iteration: 2,
      tests_passed: true,
      evidence: { verdict: 'verified' },
    });
    expect(run.endpoint.requests).toHaveLength(requests);
    expect(git(repository, 'show', `${summary.branch}:check.sh`)).toContain('= 6');
    const shown = JSON.parse((await call('show', 'latest', '--json')).stdout);
    expect(shown).toMatchObject({
      gates: [{ name: 'tests_passed', met: true, since: { iteration: 2 } }, {}, { since: { iteration: 1 } }],
      verification: { verdict: 'verified', protected_changes: [], commands: [{ exit_code: 0 }] },
      allowed_changes: { globs: ['check.sh'], files: ['check.sh'] },
    });
    expect(Date.parse(shown.gates[0].since.at)).toBeGreaterThan(Date.parse(shown.gates[2].since.at));
    expect(await call('replay', 'latest')).toMatchObject({ exitCode: 0 });
    expect(await call('verify', 'latest')).toMatchObject({ exitCode: 0 });
    expect(await call('accept', 'latest', '--allow-changes', 'check.sh')).toMatchObject({
      exitCode: 2,
      stderr: `error: run ${summary.run_id} did not stop for a review, so there is nothing to accept; it is completed: all gates met\n`,
    });
  });

  test('stays so where other changes are allowed, and can be accepted again', async () => {
    const { call } = await reviewed();
    const other = await call('accept', 'latest', '--allow-changes', 'docs/**');
    expect(other.exitCode).toBe(3);
    expect(other.stderr).toContain(
      'warning: --allow-changes "docs/**" matches none of the changes in question: check.sh (modified)\n',
    );
    expect(other.stdout).toMatch(/^stopped: needs review/);
    const right = await call('accept', 'latest', '--allow-changes', 'docs', '--allow-changes', 'check.sh');
    expect(right.exitCode).toBe(0);
    expect(right.stderr).toContain('--allow-changes "docs" matches none');
    expect(right.stderr).not.toContain('"check.sh" matches none');
  });

  test('needs no acceptance where the changes were allowed from the start', async () => {
    const { run } = await reviewed('--allow-changes', '*.sh');
    expect(run.exitCode).toBe(0);
    expect(run.summary).toMatchObject({ phase: 'completed', iteration: 1 });
  });

  test('can be gone on with by its roles as well', async () => {
    const { run, call } = await reviewed();
    const resumed = await call('resume', 'latest', '--json');
    const names = eventsOf(resumed.stdout).map(({ event }) => event);
    expect(names).toContain('planner_output');
    expect(eventsOf(resumed.stdout).at(-1)?.payload).toMatchObject({
      run_id: run.summary.run_id,
      stop_reason: 'needs_review',
      iteration: 4,
    });
  });
});

test('a run that stopped for another reason is accepted where a person can lift its last verdict', async () => {
  const { run, call } = await reviewed('--max-iterations', '1');
  expect(run.summary.stop_reason).toBe('max_iterations_reached');
  const accepted = await call('accept', 'latest', '--allow-changes', 'check.sh', '--json');
  expect(eventsOf(accepted.stdout).at(-1)).toMatchObject({ event: 'loop_completed' });
  expect(accepted.exitCode).toBe(0);
});

describe('accept is refused, and leaves the log as it was', () => {
  test.each([
    [
      [],
      /^error: say which changes you allow with --allow-changes <glob>; in question are: check\.sh \(modified\)\n$/,
    ],
    [['--allow-changes', '/check.sh'], /^error: --allow-changes must be a glob of paths as seen from/],
    [['--allow-changes', '!src'], /^error: --allow-changes must be a glob of the paths that are meant/],
    [['--allow-changes', 'a', '--model', 'x'], /^error: unknown option '--model'/],
  ] as const)('with %j', async (args, words) => {
    const { call, logPath } = await reviewed();
    const before = await readFile(logPath, 'utf8');
    const refused = await call('accept', 'latest', ...args);
    expect(refused).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringMatching(words) });
    expect(await readFile(logPath, 'utf8')).toBe(before);
  });

  test('for a run that stopped for another reason, which is named', async () => {
    const { run, call, logPath } = await reviewed('--max-iterations', '1', '--expect', 'no-change');
    const before = await readFile(logPath, 'utf8');
    expect(await call('accept', 'latest', '--allow-changes', 'check.sh')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `error: run ${run.summary.run_id} did not stop for a review, so there is nothing to accept; it is stopped: max iterations reached (1)\n`,
    });
    expect(await readFile(logPath, 'utf8')).toBe(before);
  });
});
