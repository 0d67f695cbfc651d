import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { hangingCommand, isRunning } from '../support/hanging-command.ts';
import { type LiveRun, startLive } from '../support/live-run.ts';
import { eventsOf, logPathOf, payloadsOf, readEvents, runProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import {
  endpointFor,
  playScript,
  repositoryWith,
  runArguments,
  sumFix,
  sumProject,
  temporaryFolder,
} from '../support/run-fixture.ts';
import { type Answer, finalJson, hang } from '../support/scripted-answers.ts';
import { always, answers, type Script } from '../support/scripted-endpoint.ts';
import { stepwise } from '../support/stepwise-script.ts';
import { patch, shell } from '../support/tool-answers.ts';

const task = ['--task', 'Mend the sum.', '--verify', 'sh check.sh'];
const plan = finalJson(plannerOutput({ done_flag: true, tasks: [workItem('sum')] }));

/** One good iteration whose coder begins with `first`. */
const mendingAfter = (...first: (Answer | Script)[]) =>
  stepwise({
    planner: [[plan]],
    coder: [[...first, patch(sumFix), finalJson(coderOutput({ completed_task_ids: ['sum'] }))]],
    tester: [[finalJson(testerOutput())]],
  });

/** Gives the second answer to all requests but the first. */
function atFirst(first: Answer, then: Answer): Script {
  let asked = 0;
  return () => {
    asked += 1;
    return asked === 1 ? first : then;
  };
}

interface Running {
  live: LiveRun;
  repository: string;
  home: string;
  call: (...args: string[]) => ReturnType<typeof runProgram>;
  runId: () => Promise<string>;
}

async function startRun(script: Script, ...args: string[]): Promise<Running> {
  const repository = await repositoryWith(sumProject);
  const home = await temporaryFolder();
  const endpoint = await endpointFor(script);
  const live = startLive({
    args: runArguments(repository, endpoint.baseUrl, ['--json', ...task, ...args]),
    folder: repository,
    home,
  });
  return {
    live,
    repository,
    home,
    call: (...callArgs) => runProgram({ args: callArgs, folder: repository, home }),
    runId: async () => (await readdir(join(home, 'runs')))[0] ?? '',
  };
}

const afterwards = async (running: Running) => {
  const resumed = await running.call('resume', await running.runId(), '--json');
  return { ...resumed, events: await readEvents(logPathOf(running.home, await running.runId())) };
};

/** What a completed run comes to, however often it was interrupted. */
function outcomeOf(events: Awaited<ReturnType<typeof readEvents>>) {
  const {
    run_id: _id,
    branch: _branch,
    usage: _usage,
    ...summary
  } = payloadsOf(events, 'loop_completed')[0] ?? expect.fail('the run is not completed');
  return { summary, tree: payloadsOf(events, 'iteration_finished').at(-1)?.tree };
}

describe('Ctrl-C', () => {
  test('during a model call ends the run at once, and it goes on as a calm one', async () => {
    const calm = await playScript(await repositoryWith(sumProject), mendingAfter(), task);
    const running = await startRun(
      mendingAfter(atFirst(hang(), patch(sumFix)), finalJson(coderOutput({ completed_task_ids: ['sum'] }))),
    );
    await running.live.seen(({ event, payload }) => event === 'model_request' && payload.role === 'coder');
    running.live.child.kill('SIGINT');
    const interrupted = await running.live.ended;

    expect(interrupted.exitCode).toBe(130);
    const events = eventsOf(interrupted.stdout);
    expect(events.map(({ event }) => event).slice(-3)).toEqual([
      'model_request',
      'stop_requested',
      'loop_stopped',
    ]);
    expect(events.at(-1)?.payload).toMatchObject({ phase: 'stopped', stop_reason: 'interrupted' });

    const resumed = await afterwards(running);
    expect(resumed).toMatchObject({ exitCode: 0, stderr: '' });
    expect(outcomeOf(resumed.events)).toEqual(outcomeOf(calm.events));
    expect(payloadsOf(resumed.events, 'loop_completed')[0]?.usage.requests).toBe(
      calm.summary.usage.requests + 1,
    );
  });

  test('during a command ends it with all that it started, and the command is done anew', async () => {
    const hanging = await hangingCommand('echo once >> lines.txt; ');
    const running = await startRun(mendingAfter(shell(hanging.command)));
    const pids = await hanging.pids();
    expect(pids.map(isRunning)).toEqual([true, true]);
    running.live.child.kill('SIGINT');
    const interrupted = await running.live.ended;
    expect(interrupted.exitCode).toBe(130);
    expect(
      eventsOf(interrupted.stdout)
        .map(({ event }) => event)
        .slice(-3),
    ).toEqual(['tool_call', 'stop_requested', 'loop_stopped']);
    expect(pids.map(isRunning)).toEqual([false, false]);

    hanging.openGate();
    const resumed = await afterwards(running);
    expect(resumed.exitCode).toBe(0);
    expect(payloadsOf(resumed.events, 'tool_result').map(({ step }) => step)).toEqual([1, 2]);
    const lines = await running.call('diff', 'latest');
    expect(lines.stdout.match(/^\+once$/gm)).toHaveLength(1);
  });

  test('a second time ends the program at once, and leaves nothing running', async () => {
    // The command does not mind being asked to end, so that the program is still waiting for it.
    const hanging = await hangingCommand("trap '' TERM; ");
    const running = await startRun(mendingAfter(shell(hanging.command)));
    const pids = await hanging.pids();
    running.live.child.kill('SIGINT');
    await running.live.told('once more ends it at once');
    running.live.child.kill('SIGINT');
    expect((await running.live.ended).exitCode).toBe(130);
    await vi.waitFor(() => expect(pids.map(isRunning)).toEqual([false, false]), { timeout: 120_000 });

    hanging.openGate();
    expect((await afterwards(running)).exitCode).toBe(0);
  });
});

describe('SIGTERM', () => {
  test('ends the run as Ctrl-C does, with its own exit code', async () => {
    const running = await startRun(mendingAfter(atFirst(hang(), shell('true'))));
    await running.live.seen(({ event, payload }) => event === 'model_request' && payload.role === 'coder');
    running.live.child.kill('SIGTERM');
    const interrupted = await running.live.ended;
    expect(interrupted.exitCode).toBe(143);
    expect(payloadsOf(eventsOf(interrupted.stdout), 'loop_stopped')[0]?.stop_reason).toBe('interrupted');
    expect((await afterwards(running)).exitCode).toBe(0);
  });
});

test('an interrupted run says so once, to a person too', async () => {
  const repository = await repositoryWith(sumProject);
  const home = await temporaryFolder();
  const endpoint = await endpointFor(mendingAfter(hang()));
  const args = runArguments(repository, endpoint.baseUrl, task);
  const live = startLive({ args, folder: repository, home });
  await live.told('iteration 1 of 8');
  live.child.kill('SIGINT');
  const { exitCode, stdout, stderr } = await live.ended;
  expect(exitCode).toBe(130);
  expect(stdout.split('\n').filter((line) => line === 'stopped: interrupted')).toHaveLength(1);
  expect(stderr).toContain('SIGINT: stopping; what is done so far is kept');
  expect(stdout).toMatch(/proofloop resume \S+ +go on from here/);
});

describe('resume', () => {
  test('goes on beyond a limit that is raised, and not without', async () => {
    const repository = await repositoryWith(sumProject);
    const script = answers({
      planner: [always(plan)],
      coder: [
        shell('echo a > a'),
        finalJson(coderOutput()),
        patch(sumFix),
        finalJson(coderOutput({ completed_task_ids: ['sum'] })),
      ],
      tester: [always(finalJson(testerOutput()))],
    });
    const run = await playScript(repository, script, [...task, '--max-iterations', '1']);
    expect(run.exitCode).toBe(3);
    const call = (...args: string[]) =>
      runProgram({
        args: ['resume', run.summary.run_id, '--json', ...args],
        folder: repository,
        home: run.home,
      });

    const same = await call();
    expect(same.exitCode).toBe(3);
    expect(eventsOf(same.stdout).map(({ event }) => event)).toEqual(['loop_resumed', 'loop_stopped']);

    const raised = await call('--max-iterations', '3');
    expect(raised.exitCode).toBe(0);
    const [first] = eventsOf(raised.stdout);
    expect(first?.payload).toMatchObject({ options: { max_iterations: 3 } });
    expect(payloadsOf(eventsOf(raised.stdout), 'loop_completed')[0]).toMatchObject({
      iteration: 2,
      max_iterations: 3,
    });
    expect(
      eventsOf(await readFile(logPathOf(run.home, run.summary.run_id), 'utf8')).map(({ seq }) => seq),
    ).toEqual(
      Array.from({ length: run.events.length + 2 + eventsOf(raised.stdout).length }, (_, index) => index + 1),
    );
  });

  test.each([
    ['an option that a run keeps', ['--sandbox', 'off'], /unknown option '--sandbox'/],
    ['a limit that is no number', ['--max-iterations', 'x'], /--max-iterations must be a whole number/],
  ])('refuses %s', async (_name, args, words) => {
    const run = await playScript(await repositoryWith(sumProject), mendingAfter(finalJson(coderOutput())), [
      ...task,
      '--max-iterations',
      '1',
    ]);
    const before = readFileSync(logPathOf(run.home, run.summary.run_id));
    const refused = await runProgram({
      args: ['resume', run.summary.run_id, ...args],
      folder: run.home,
      home: run.home,
    });
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toMatch(words);
    expect(readFileSync(logPathOf(run.home, run.summary.run_id)).equals(before)).toBe(true);
  });

  test('starts the count of failures again at 0', async () => {
    const repository = await repositoryWith(sumProject);
    let down = true;
    const good = mendingAfter();
    const run = await playScript(
      repository,
      (request) => {
        if (down) throw new Error('down');
        return good({ ...request, iteration: 1 });
      },
      task,
    );
    expect(run.exitCode).toBe(1);
    const call = () =>
      runProgram({ args: ['resume', run.summary.run_id, '--json'], folder: repository, home: run.home });
    const again = await call();
    expect(again.exitCode).toBe(1);
    expect(
      payloadsOf(eventsOf(again.stdout), 'iteration_failed').map((failed) => failed.consecutive_failures),
    ).toEqual([1, 2, 3]);
    down = false;
    expect((await call()).exitCode).toBe(0);
  });

  test('is refused while another process works on the run, and names it', async () => {
    const running = await startRun(mendingAfter(hang()));
    await running.live.seen(({ event, payload }) => event === 'model_request' && payload.role === 'coder');
    const logPath = logPathOf(running.home, await running.runId());
    const before = await readFile(logPath, 'utf8');
    const second = await running.call('resume', await running.runId(), '--json');
    expect(second).toMatchObject({ exitCode: 2, stdout: '' });
    expect(second.stderr).toMatch(
      new RegExp(`^error: The run is in use by process ${running.live.child.pid} since .*\n$`),
    );
    expect(await readFile(logPath, 'utf8')).toBe(before);
  });

  test('of a completed run repeats how it ended, and changes nothing', async () => {
    const repository = await repositoryWith(sumProject);
    const run = await playScript(repository, mendingAfter(), task);
    const logPath = logPathOf(run.home, run.summary.run_id);
    const before = await readFile(logPath, 'utf8');
    const json = await runProgram({
      args: ['resume', 'latest', '--json'],
      folder: repository,
      home: run.home,
    });
    expect(json).toEqual({ exitCode: 0, stderr: '', stdout: `${before.trimEnd().split('\n').at(-1)}\n` });
    const text = await runProgram({ args: ['resume', 'latest'], folder: repository, home: run.home });
    expect(text.exitCode).toBe(0);
    expect(text.stdout.split('\n').filter((line) => line === 'completed: all gates met')).toHaveLength(1);
    expect(await readFile(logPath, 'utf8')).toBe(before);
    expect(run.endpoint.requests).toHaveLength(4);
  });
});
