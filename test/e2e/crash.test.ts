import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { EventName, LoggedEvent } from '../../src/core/events.ts';
import { hangingCommand, isRunning } from '../support/hanging-command.ts';
import { type LiveRun, startLive } from '../support/live-run.ts';
import { eventsOf, logPathOf, payloadsOf, readEvents, runProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import {
  endpointFor,
  git,
  playScript,
  repositoryWith,
  runArguments,
  sumFix,
  sumProject,
  temporaryFolder,
} from '../support/run-fixture.ts';
import { finalJson, rawText } from '../support/scripted-answers.ts';
import type { Script } from '../support/scripted-endpoint.ts';
import { type StepAnswers, stepwise } from '../support/stepwise-script.ts';
import { patch, shell } from '../support/tool-answers.ts';

const task = ['--task', 'Mend the sum.', '--verify', 'sh check.sh'];

/** Two iterations: the first is refused, and each of the coder's commands leaves one more line in the tree. */
const table: StepAnswers = {
  planner: [
    [shell('ls'), finalJson(plannerOutput({ done_flag: true, tasks: [workItem('sum'), workItem('docs')] }))],
    [rawText('Hm.'), finalJson(plannerOutput({ done_flag: true }))],
  ],
  coder: [
    [
      shell('echo one >> lines.txt'),
      shell('echo two >> lines.txt'),
      finalJson(coderOutput({ completed_task_ids: ['sum'] })),
    ],
    [
      patch(sumFix),
      shell('echo three >> lines.txt'),
      finalJson(coderOutput({ completed_task_ids: ['docs', 'x'] })),
    ],
  ],
  tester: [[shell('sh check.sh'), finalJson(testerOutput())], [finalJson(testerOutput())]],
};

/** What of a run must be the same with and without a crash. */
function outcomeOf(events: readonly LoggedEvent[]) {
  const closing = payloadsOf(events, 'loop_completed')[0] ?? expect.fail('the run is not completed');
  const { run_id: _id, usage: _usage, branch: _branch, ...summary } = closing;
  return {
    summary,
    finished: payloadsOf(events, 'iteration_finished'),
    gates: payloadsOf(events, 'gate_evaluated'),
    verdicts: payloadsOf(events, 'verification_result').map(({ tree, verdict, reasons }) => [
      tree,
      verdict,
      reasons,
    ]),
  };
}

/** The calls of tools that the log holds a result of, as `role iteration.step`. */
const toolResults = (events: readonly LoggedEvent[]) =>
  payloadsOf(events, 'tool_result').map(({ role, iteration, step }) => `${role} ${iteration}.${step}`);

async function playCalm() {
  const run = await playScript(await repositoryWith(sumProject), stepwise(table), task);
  expect(run.exitCode).toBe(0);
  return { outcome: outcomeOf(run.events), toolResults: toolResults(run.events) };
}

let calm: ReturnType<typeof playCalm> | null = null;

/** The same run without a crash, played once. */
function calmRun(): ReturnType<typeof playCalm> {
  calm ??= playCalm();
  return calm;
}

interface Crashed {
  repository: string;
  home: string;
  runId: string;
}

/** Starts the run and kills it as soon as it has said that this happened. */
async function killedAfter(
  name: EventName,
  where: object,
  options: readonly string[] = [],
): Promise<Crashed> {
  const matches = Object.entries(where);
  const moment = (live: LiveRun) =>
    live.seen(({ event, payload }) => {
      const fields = payload as Record<string, unknown>;
      return event === name && matches.every(([key, value]) => fields[key] === value);
    });
  return killedWhen(stepwise(table), moment, options);
}

/** Starts the run and kills it as soon as `moment` resolves. */
async function killedWhen(
  script: Script,
  moment: (live: LiveRun) => Promise<unknown>,
  options: readonly string[] = [],
): Promise<Crashed> {
  const repository = await repositoryWith(sumProject);
  const home = await temporaryFolder();
  const endpoint = await endpointFor(script);
  const args = runArguments(repository, endpoint.baseUrl, ['--json', ...task, ...options]);
  const live = startLive({ args, folder: repository, home });
  await moment(live);
  live.child.kill('SIGKILL');
  expect((await live.ended).exitCode).toBeNull();
  const [runId = ''] = await readdir(join(home, 'runs'));
  return { repository, home, runId };
}

async function resume({ repository, home, runId }: Crashed, ...args: string[]) {
  return runProgram({ args: ['resume', runId, '--json', ...args], folder: repository, home });
}

async function expectAsCalm({ repository, home, runId }: Crashed): Promise<void> {
  const calm = await calmRun();
  const events = await readEvents(logPathOf(home, runId));
  expect(outcomeOf(events)).toEqual(calm.outcome);
  // Each recorded effect stands in the log once, as in the calm run.
  expect(toolResults(events)).toEqual(calm.toolResults);
  const branch = `proofloop/${runId}`;
  expect(git(repository, 'show', `${branch}:lines.txt`)).toBe('one\ntwo\nthree');
  expect(git(repository, 'rev-parse', `${branch}^{tree}`)).toBe(calm.outcome.finished.at(-1)?.tree);
  expect(git(repository, 'log', '--format=%s', `main..${branch}`).split('\n')).toEqual([
    'Iteration 2: Coded.',
    'Iteration 1: Coded.',
  ]);
}

describe('a run that was killed goes on as if it had not been', () => {
  test.each<[EventName, object, ...string[]]>([
    ['loop_started', {}],
    ['model_request', { role: 'coder', iteration: 1, step: 2 }],
    ['model_response', { role: 'planner', iteration: 2, step: 1 }],
    ['role_retry', { role: 'planner', iteration: 2 }],
    ['tool_call', { role: 'coder', iteration: 1, step: 2 }],
    ['tool_result', { role: 'coder', iteration: 1, step: 1 }],
    ['tool_result', { role: 'coder', iteration: 2, step: 1 }],
    ['tester_output', { iteration: 1 }],
    ['coder_output', { iteration: 1 }],
    ['checkpoint', { iteration: 1 }],
    ['check_started', { iteration: 2 }],
    ['checks_ahead', { iteration: 2 }, '--jobs', '4'],
    ['iteration_finished', { iteration: 1 }],
    ['iteration_finished', { iteration: 2 }],
  ])('after %s %j', async (name, where, ...options) => {
    const crashed = await killedAfter(name, where, options);
    const before = await readFile(logPathOf(crashed.home, crashed.runId), 'utf8');

    const resumed = await resume(crashed);

    expect(resumed).toMatchObject({ exitCode: 0, stderr: '' });
    const [first] = eventsOf(resumed.stdout);
    // Only the closing event follows the last iteration: the run may be through with it before the signal comes.
    const isOver = before.includes('"event":"loop_completed"');
    expect(first?.event).toBe(isOver ? 'loop_completed' : 'loop_resumed');
    const after = await readFile(logPathOf(crashed.home, crashed.runId), 'utf8');
    expect(after).toBe(isOver ? before : before + resumed.stdout);
    await expectAsCalm(crashed);
  });

  test('twice, at two places', async () => {
    const crashed = await killedAfter('tool_result', { role: 'coder', iteration: 1, step: 1 });
    const live = startLive({
      args: ['resume', crashed.runId, '--json'],
      folder: crashed.repository,
      home: crashed.home,
    });
    await live.seen(({ event }) => event === 'check_started');
    live.child.kill('SIGKILL');
    await live.ended;
    expect((await resume(crashed)).exitCode).toBe(0);
    await expectAsCalm(crashed);
  });

  test('and nothing of a command that outlived it reaches its files', async () => {
    const folder = await temporaryFolder();
    const [gate, pidPath] = [join(folder, 'gate'), join(folder, 'pid')];
    const waiting = `echo $$ > ${pidPath}.new; mv ${pidPath}.new ${pidPath}; sleep 300`;
    const command = `test -e ${gate} || { ${waiting}; }; echo one >> "$PWD/lines.txt"`;
    const [, ...later] = table.coder[0] ?? [];
    const script = stepwise({ ...table, coder: [[shell(command), ...later], table.coder[1] ?? []] });
    const crashed = await killedWhen(script, () => vi.waitFor(() => readFile(pidPath), { timeout: 120_000 }));
    const pid = Number(await readFile(pidPath, 'utf8'));
    expect(isRunning(pid)).toBe(true);

    await writeFile(gate, '');
    const resumed = await resume(crashed);

    expect(resumed).toMatchObject({ exitCode: 0, stderr: '' });
    expect(isRunning(pid)).toBe(false);
    expect(git(crashed.repository, 'show', `proofloop/${crashed.runId}:lines.txt`)).toBe('one\ntwo\nthree');
  });

  test('also where its last line was cut off within', async () => {
    const crashed = await killedAfter('tool_result', { role: 'coder', iteration: 1, step: 1 });
    const logPath = logPathOf(crashed.home, crashed.runId);
    const whole = (await readEvents(logPath)).length;
    const torn = '{"ts":"2026-10-05T12:00:00.000Z","seq":';
    await appendFile(logPath, torn);

    const resumed = await resume(crashed);

    expect(resumed.exitCode).toBe(0);
    expect(
      eventsOf(resumed.stdout)
        .map(({ event }) => event)
        .slice(0, 2),
    ).toEqual(['log_recovered', 'loop_resumed']);
    expect(payloadsOf(eventsOf(resumed.stdout), 'log_recovered')).toEqual([
      { cut_bytes: torn.length, kept_as: `loop.jsonl.torn-${whole + 1}` },
    ]);
    expect(await readFile(`${logPath}.torn-${whole + 1}`, 'utf8')).toBe(torn);
    await expectAsCalm(crashed);
  });

  test('and with what a dying command had left half done taken back', async () => {
    const crashed = await killedAfter('tool_result', { role: 'coder', iteration: 1, step: 1 });
    const tree = join(crashed.home, 'runs', crashed.runId, 'tree', 'files');
    await appendFile(join(tree, 'lines.txt'), 'half a li');
    await writeFile(join(tree, 'left-over.txt'), 'x');
    expect((await resume(crashed)).exitCode).toBe(0);
    await expectAsCalm(crashed);
  });
});

test('a command that outlives its killed run is ended before the run goes on', async () => {
  const hanging = await hangingCommand('echo once >> lines.txt; ');
  const repository = await repositoryWith(sumProject);
  const home = await temporaryFolder();
  const endpoint = await endpointFor(
    stepwise({
      planner: [[finalJson(plannerOutput({ done_flag: true }))]],
      coder: [[shell(hanging.command), patch(sumFix), finalJson(coderOutput())]],
      tester: [[finalJson(testerOutput())]],
    }),
  );
  const args = runArguments(repository, endpoint.baseUrl, ['--json', ...task]);
  const live = startLive({ args, folder: repository, home });
  const pids = await hanging.pids();
  live.child.kill('SIGKILL');
  await live.ended;
  // Nobody was there to end it.
  expect(pids.map(isRunning)).toEqual([true, true]);

  hanging.openGate();
  const resumed = await runProgram({ args: ['resume', 'latest', '--json'], folder: repository, home });

  expect(resumed.exitCode).toBe(0);
  expect(pids.map(isRunning)).toEqual([false, false]);
  const [{ branch } = { branch: '' }] = payloadsOf(eventsOf(resumed.stdout), 'loop_completed');
  expect(git(repository, 'show', `${branch}:lines.txt`)).toBe('once');
});

describe('a log that nothing can be resumed from', () => {
  test('is refused where it is empty or holds something else', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'empty.jsonl'), '');
    await writeFile(join(folder, 'other.jsonl'), '{"hello": "world"}\n');
    for (const name of ['empty.jsonl', 'other.jsonl']) {
      const result = await runProgram({ args: ['resume', name], folder, home: folder });
      expect(result.exitCode).toBe(2);
      expect(result.stderr).toMatch(/^error: .*loop_started.*\n$/);
    }
  });

  test('is refused where a line of it was changed', async () => {
    const crashed = await killedAfter('checkpoint', { iteration: 1 });
    const logPath = logPathOf(crashed.home, crashed.runId);
    const forged = (await readFile(logPath, 'utf8')).replace('"Planned."', '"Forged."');
    await writeFile(logPath, forged);
    const result = await resume(crashed);
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toMatch(/^error: Line \d+ of the log .*Nothing was changed\./);
    expect(await readFile(logPath, 'utf8')).toBe(forged);
  });

  test('is refused where its run was not started', async () => {
    const { summary, home } = await playScript(
      await repositoryWith(sumProject),
      stepwise({ ...table, planner: [[finalJson(plannerOutput())], [finalJson(plannerOutput())]] }),
      [...task, '--max-iterations', '1'],
    );
    const elsewhere = await temporaryFolder();
    const args = ['resume', logPathOf(home, summary.run_id)];
    const result = await runProgram({ args, folder: elsewhere, home: elsewhere });
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toMatch(/^error: the log .* is not that of a run that was started here/);
  });
});
