import { describe, expect, test } from 'vitest';
import { payloadsOf, runProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import {
  type FinishedRun,
  git,
  playScript,
  repositoryWith,
  sumFix,
  sumProject,
} from '../support/run-fixture.ts';
import { type Answer, finalJson } from '../support/scripted-answers.ts';
import { always, answers } from '../support/scripted-endpoint.ts';
import { patch, shell } from '../support/tool-answers.ts';

const mended = { ...sumProject, 'sum.sh': '#!/bin/sh\necho $(($1 + $2))\n' };
const verify = ['--verify', 'sh check.sh'];

interface Work {
  files?: Record<string, string>;
  /** What the coder does before it says that it is finished. */
  coder?: Answer[];
  /** What the tester does before it says that tests pass. */
  tester?: Answer[];
}

/** One iteration in which planner, coder and tester all say that everything is done. */
async function playClaims(
  args: readonly string[],
  { files = sumProject, coder = [], tester = [] }: Work = {},
) {
  const script = answers({
    planner: [finalJson(plannerOutput({ done_flag: true, tasks: [workItem('sum')] }))],
    coder: [...coder, finalJson(coderOutput({ completed_task_ids: ['sum'] }))],
    tester: [...tester, finalJson(testerOutput({ test_command: 'sh check.sh' }))],
  });
  return playScript(await repositoryWith(files), script, [
    '--task',
    'Mend.',
    '--max-iterations',
    '1',
    ...args,
  ]);
}

const mend = { coder: [patch(sumFix)] };
const verificationOf = (run: FinishedRun) => payloadsOf(run.events, 'verification_result')[0];
const testsGate = (run: FinishedRun) => payloadsOf(run.events, 'gate_evaluated')[0]?.gates[0];
const toolResults = (run: FinishedRun, role: string) =>
  payloadsOf(run.events, 'tool_result').filter((result) => result.role === role);

function expectRefused(run: FinishedRun, ...reasons: (string | RegExp)[]) {
  expect(run.exitCode).toBe(3);
  expect(run.summary).toMatchObject({
    phase: 'stopped',
    tests_passed: false,
    evidence: { verdict: 'refused' },
  });
  const matching = reasons.map((reason) => expect.stringMatching(reason));
  expect(verificationOf(run)).toMatchObject({ verdict: 'refused', reasons: matching });
  expect(testsGate(run)).toMatchObject({ name: 'tests_passed', met: false });
}

function expectVerified(run: FinishedRun) {
  expect(run.exitCode).toBe(0);
  expect(run.summary).toMatchObject({
    tests_passed: true,
    evidence: { verdict: 'verified', grade: 'exit-code' },
  });
}

describe('a tester that says "passed" for work that does not', () => {
  const lie = { coder: [shell('echo "# mended" >> sum.sh')] };

  test('is refused where proofloop measures', async () => {
    expectRefused(await playClaims(verify, lie), /"sh check\.sh" on a fresh checkout exited with 1/);
  });

  test('is believed at level claimed, and the summary says that nothing was measured', async () => {
    const run = await playClaims([...verify, '--evidence', 'claimed'], lie);
    expect(run.exitCode).toBe(0);
    expect(run.names).not.toContain('check_started');
    expect(run.summary.evidence).toEqual({ level: 'claimed', grade: null, verdict: 'unverified' });
    const shown = await runProgram({
      args: ['show', run.summary.run_id],
      folder: run.home,
      home: run.home,
    });
    expect(shown.stdout).toContain('completed: all gates met, unverified');
  });

  test('is refused although all else would pass: only its own word says no', async () => {
    const run = await playScript(
      await repositoryWith(sumProject),
      answers({
        planner: [finalJson(plannerOutput({ done_flag: true }))],
        coder: [patch(sumFix), finalJson(coderOutput())],
        tester: [finalJson(testerOutput({ tests_passed: false, failures: ['not documented'] }))],
      }),
      ['--task', 'Mend.', '--max-iterations', '1', ...verify],
    );
    expect(run.exitCode).toBe(3);
    expect(testsGate(run)?.reason).toContain('not documented');
  });
});

describe('an empty result', () => {
  test('is refused where a change is expected, however green the repository', async () => {
    const run = await playClaims(verify, { files: mended });
    expectRefused(run, 'nothing was changed: the tree is the same as at the base');
    expect(run.names).not.toContain('check_started');
  });

  test('is what --expect no-change demands', async () => {
    expectVerified(await playClaims([...verify, '--expect', 'no-change'], { files: mended }));
    const changed = await playClaims([...verify, '--expect', 'no-change'], mend);
    expectRefused(changed, 'the tree differs from the base, although --expect no-change was given');
  });
});

describe('verify commands', () => {
  test('that are missing are named', async () => {
    // One that can't even be started at the base would end the run before its first request.
    const run = await playClaims(['--verify', 'sh check.sh && no-such-program --all'], mend);
    expectRefused(run, /"sh check.sh && no-such-program --all" .* exited with 127: a command was not found/);
  });

  test('that run too long are ended with all that they started', async () => {
    const run = await playClaims(['--verify', 'sleep 60 & sleep 60', '--verify-timeout', '1s'], mend);
    expectRefused(run, /ran into the time limit \(--verify-timeout\)/);
    expect(verificationOf(run)?.commands).toMatchObject([{ exit_code: null, timed_out: true }]);
  });

  test('all run, and each that fails is a reason', async () => {
    const several = ['--verify', 'echo one; exit 3', ...verify, '--verify', 'kill -9 $$'];
    const run = await playClaims(several, mend);
    expectRefused(
      run,
      /^"echo one; exit 3" .* exited with 3 \(one\), as it did at the base/,
      /^"kill -9 \$\$" .* exited with 137, as it did at the base/,
    );
    expect(verificationOf(run)?.commands).toMatchObject([
      { command: 'echo one; exit 3', exit_code: 3 },
      { command: 'sh check.sh', exit_code: 0 },
      { command: 'kill -9 $$', exit_code: 137 },
    ]);
  });

  test('all count where they pass', async () => {
    const run = await playClaims([...verify, '--verify', 'test -x /bin/sh'], mend);
    expectVerified(run);
    expect(testsGate(run)?.reason).toBe(
      '"sh check.sh", "test -x /bin/sh" exited 0 on a fresh checkout, and with the base\'s tests put back; no single test is known, so that none was repeated',
    );
  });

  test('that nobody knows are asked for', async () => {
    expectRefused(
      await playClaims([], mend),
      /"sh check\.sh" was proposed by the tester, .* give a command with --verify$/,
    );
  });

  test('come from the repository where none is given, as its base commit has them', async () => {
    const files = { ...sumProject, 'proofloop.config.json': '{"verify": "sh check.sh"}\n' };
    const weaken = shell(`echo '{"verify": "true"}' > proofloop.config.json`);
    const run = await playClaims([], { files, coder: [weaken] });
    expectRefused(run, /"sh check\.sh" on a fresh checkout exited with 1/);
    expectVerified(await playClaims([], { files, ...mend }));
  });
});

describe('verification sees exactly what would be delivered', () => {
  const files = { ...mended, '.gitignore': 'ignored.txt\n' };

  test('and no ignored file of the coder', async () => {
    const write = (name: string) => [shell(`echo x > ${name}; echo "#" >> sum.sh; test -f ${name}`)];
    const run = await playClaims(['--verify', 'test -f ignored.txt'], { files, coder: write('ignored.txt') });
    expect(toolResults(run, 'coder')).toMatchObject([{ exit_code: 0 }]);
    expectRefused(run, /"test -f ignored\.txt" .* exited with 1/);

    expectVerified(await playClaims(['--verify', 'test -f kept.txt'], { files, coder: write('kept.txt') }));
  });

  test('and nothing of what the tester did in its view', async () => {
    const run = await playClaims(verify, {
      coder: [shell('echo "#" >> sum.sh')],
      tester: [patch(sumFix), shell('echo "exit 0" > check.sh; sh check.sh')],
    });
    expect(toolResults(run, 'tester')).toMatchObject([
      { output: expect.stringContaining('no tool "apply_patch"') },
      { exit_code: 0 },
    ]);
    expectRefused(run, /exited with 1/);
    expect(run.summary.artifacts).toEqual(['sum.sh']);
  });

  test('and leaves nothing in it of what the commands write', async () => {
    const run = await playClaims(['--verify', 'echo x > left.txt', '--verify', 'test -f left.txt'], mend);
    expectVerified(run);
    expect(
      git(
        payloadsOf(run.events, 'loop_started')[0]?.options.workspace ?? '',
        'ls-tree',
        '--name-only',
        run.summary.branch ?? '',
      ),
    ).toBe('check.sh\nsum.sh');
  });
});

test('a tree is verified once, also where its run goes on for other reasons', async () => {
  const passed = finalJson(testerOutput());
  const run = await playScript(
    await repositoryWith(sumProject),
    answers({
      planner: [
        finalJson(plannerOutput({ done_flag: true, tasks: [workItem('sum'), workItem('look')] })),
        always(finalJson(plannerOutput({ done_flag: true }))),
      ],
      coder: [
        patch(sumFix),
        finalJson(coderOutput({ completed_task_ids: ['sum'] })),
        finalJson(coderOutput({ completed_task_ids: ['look'] })),
      ],
      tester: [passed, passed],
    }),
    ['--task', 'Mend.', ...verify],
  );
  expect(run.exitCode).toBe(0);
  expect(run.summary.iteration).toBe(2);
  expect(payloadsOf(run.events, 'verification_result')).toMatchObject([{ iteration: 1 }]);
  const started = payloadsOf(run.events, 'check_started');
  expect(started.map(({ iteration, check }) => `${iteration} ${check}`)).toEqual([
    '1 baseline',
    '1 candidate',
    '1 candidate',
    '1 baseline_canary',
    '1 canary',
  ]);
  expect(payloadsOf(run.events, 'gate_evaluated')[1]?.gates[0]?.reason).toContain(
    '(verified in iteration 1)',
  );
});
