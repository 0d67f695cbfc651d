import { describe, expect, test } from 'vitest';
import { replay } from '../../src/engine/replay.ts';
import { logPathOf, payloadsOf, readEvents, runProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import {
  endpointFor,
  otherSum,
  playScript,
  repositoryWith,
  sumFix,
  sumProject,
} from '../support/run-fixture.ts';
import { finalJson } from '../support/scripted-answers.ts';
import type { Script } from '../support/scripted-endpoint.ts';
import { stepwise } from '../support/stepwise-script.ts';
import { patch } from '../support/tool-answers.ts';

const plan = finalJson(plannerOutput({ done_flag: true, tasks: [workItem('sum')] }));
const done = finalJson(coderOutput({ completed_task_ids: ['sum'] }));

/** Good work in the first iteration. */
const mending = (change = sumFix) =>
  stepwise({ planner: [[plan]], coder: [[patch(change), done]], tester: [[finalJson(testerOutput())]] });

async function stoppedRun(args: readonly string[], script: Script = mending(), files = sumProject) {
  const repository = await repositoryWith(files);
  const run = await playScript(repository, script, [
    '--task',
    'Mend the sum.',
    '--max-iterations',
    '1',
    ...args,
  ]);
  expect(run.exitCode).toBe(3);
  const asked = run.endpoint.requests.length;
  const call = (...words: string[]) => runProgram({ args: words, folder: repository, home: run.home });
  const events = () => readEvents(logPathOf(run.home, run.summary.run_id));
  return { ...run, repository, call, events, newRequests: () => run.endpoint.requests.length - asked };
}

describe('resume measures good work anew without paying again', () => {
  test('with another verify command, which is recorded', async () => {
    const run = await stoppedRun(['--verify', 'sh chek.sh']);
    const resumed = await run.call('resume', 'latest', '--verify', 'sh check.sh');
    expect(resumed).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^completed: all gates met\n/),
    });
    expect(run.newRequests()).toBe(0);
    const events = await run.events();
    expect(payloadsOf(events, 'loop_resumed')[0]?.options).toMatchObject({
      verify: ['sh check.sh'],
      verify_source: '--verify',
    });
    expect(replay(events).divergence).toBeNull();
    expect((await run.call('verify', 'latest')).exitCode).toBe(0);
  });

  test('with a verify command that can not start it is left as it was, before a line is written', async () => {
    const run = await stoppedRun(['--verify', 'sh chek.sh']);
    const before = await run.events();
    for (const [command, said] of [
      ['no-such-tool-here --all', 'the program no-such-tool-here was not found'],
      ['npm tset', 'npm has no such command'],
    ] as const) {
      const refused = await run.call('resume', 'latest', '--verify', command);
      expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(said) });
    }
    expect(await run.events()).toEqual(before);
    // The writer's right was given back.
    const resumed = await run.call('resume', 'latest', '--verify', 'sh check.sh');
    expect(resumed.exitCode).toBe(0);
    // A completed run stays, and says that what is given has no effect.
    const again = await run.call('resume', 'latest', '--evidence', 'proven', '--verify', 'true');
    expect(again).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/--verify.*ignored/) });
    expect(again.stderr).toContain('proofloop fork latest --at 1');
    expect((await run.call('resume', 'latest')).stderr).not.toContain('ignored');
  });

  test('with setup commands that the work needed', async () => {
    const files = { ...sumProject, '.gitignore': 'node_modules\n' };
    const run = await stoppedRun(['--verify', 'sh check.sh && cat node_modules/tool.txt'], mending(), files);
    const setup = 'mkdir node_modules && echo here > node_modules/tool.txt';
    const resumed = await run.call('resume', 'latest', '--setup', setup);
    expect(resumed).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^completed: all gates met\n/),
    });
    expect(run.newRequests()).toBe(0);
    const events = await run.events();
    expect(payloadsOf(events, 'setup_result')).toMatchObject([{ cached: false, folders: ['node_modules'] }]);
    expect(replay(events).divergence).toBeNull();
  });

  test('with changes to tests allowed', async () => {
    const run = await stoppedRun(['--verify', 'sh check.sh'], mending(otherSum));
    const resumed = await run.call('resume', 'latest', '--allow-changes', 'check.sh');
    expect(resumed).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^completed: all gates met\n/),
    });
    expect(run.newRequests()).toBe(0);
  });

  test('at a higher level, and at no lower one', async () => {
    const run = await stoppedRun(['--verify', 'sh chek.sh']);
    const lower = await run.call('resume', 'latest', '--evidence', 'claimed');
    expect(lower).toMatchObject({ exitCode: 2, stdout: '' });
    expect(lower.stderr).toContain('--evidence claimed is less than the verified');
    const higher = await run.call('resume', 'latest', '--evidence', 'proven', '--verify', 'sh check.sh');
    expect(higher.exitCode).toBe(3);
    expect(payloadsOf(await run.events(), 'loop_stopped').at(-1)?.evidence.level).toBe('proven');
    expect(run.newRequests()).toBe(0);
  });

  test('and goes on with the models where the result is refused again', async () => {
    const again = finalJson(testerOutput());
    const script = stepwise({
      planner: [[plan], [plan]],
      coder: [[done], [patch(sumFix), done]],
      tester: [[again], [again]],
    });
    const run = await stoppedRun(['--verify', 'sh chek.sh'], script);
    const verify = ['--verify', 'sh check.sh', '--max-iterations', '2'];
    const resumed = await run.call('resume', 'latest', ...verify);
    expect(resumed.exitCode).toBe(0);
    const events = await run.events();
    expect(payloadsOf(events, 'iteration_finished').map(({ iteration }) => iteration)).toEqual([1, 1, 2]);
    expect(payloadsOf(events, 'loop_completed')[0]?.no_progress_iterations).toBe(0);
    expect(replay(events).divergence).toBeNull();
  });
});

test('without anything new to measure by, resume asks the models', async () => {
  const run = await stoppedRun(['--verify', 'sh chek.sh']);
  await run.call('resume', 'latest', '--max-iterations', '2');
  expect(run.newRequests()).toBeGreaterThan(0);
});

test('resume goes on at another endpoint, and with another wait', async () => {
  const run = await stoppedRun(['--verify', 'sh check.sh'], ({ role }) => {
    if (role === 'planner') return finalJson(plannerOutput({ tasks: [workItem('sum')] }));
    return role === 'coder' ? finalJson(coderOutput()) : finalJson(testerOutput({ tests_passed: false }));
  });
  const other = await endpointFor(({ iteration, ...request }) =>
    mending()({ ...request, iteration: iteration - 1 }),
  );
  const args = ['--base-url', other.baseUrl, '--max-wait', '7s', '--max-iterations', '2'];
  const resumed = await run.call('resume', 'latest', ...args);
  expect(resumed.exitCode).toBe(0);
  expect(run.newRequests()).toBe(0);
  expect(payloadsOf(await run.events(), 'loop_resumed')[0]?.options).toMatchObject({
    base_url: other.baseUrl,
    max_wait_ms: 7000,
  });
});

test('a fork measures with the command that it is given', async () => {
  const run = await stoppedRun(['--verify', 'sh chek.sh']);
  const forked = await run.call('fork', 'latest', '--at', '1', '--verify', 'sh check.sh', '--json');
  expect(forked.exitCode).toBe(0);
  expect(run.newRequests()).toBe(0);
  const untouched = await run.events();
  expect(payloadsOf(untouched, 'loop_resumed')).toEqual([]);
});
