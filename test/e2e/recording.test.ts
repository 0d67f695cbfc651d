import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { eventsOf, logPathOf, payloadsOf, runProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import {
  endpointFor,
  playScript,
  repositoryWith,
  sumFix,
  sumProject,
  temporaryFolder,
} from '../support/run-fixture.ts';
import { finalJson, toolCalls } from '../support/scripted-answers.ts';
import { answers } from '../support/scripted-endpoint.ts';

const task = ['--task', 'Mend the sum.', '--verify', 'sh check.sh', '--sandbox', 'off'];

const twoIterations = () =>
  answers({
    planner: [
      finalJson(plannerOutput({ done_flag: true, tasks: [workItem('sum')] })),
      finalJson(plannerOutput({ done_flag: true })),
    ],
    coder: [
      finalJson(coderOutput({ completed_task_ids: ['sum'] })),
      toolCalls([{ name: 'apply_patch', args: { patch: sumFix } }], { input_tokens: 100_000 }),
      finalJson(coderOutput({ summary: 'Added.' })),
    ],
    tester: [finalJson(testerOutput()), finalJson(testerOutput())],
  });

async function recordedRun() {
  const run = await playScript(await repositoryWith(sumProject), twoIterations(), task);
  return { ...run, log: logPathOf(run.home, run.summary.run_id) };
}

async function playRecording(log: string, args: readonly string[] = []) {
  const [folder, home] = [await repositoryWith(sumProject), await temporaryFolder()];
  const call = (...rest: string[]) => runProgram({ args: rest, folder, home });
  const run = await call('run', '--json', ...task, '--answers', log, ...args);
  return { ...run, events: eventsOf(run.stdout), home, call };
}

describe('run --answers', () => {
  test('plays a recording to the same end, without a key and without an endpoint', async () => {
    const recorded = await recordedRun();
    await recorded.endpoint.close();
    const played = await playRecording(recorded.log);
    expect(played).toMatchObject({ exitCode: 0, stderr: '' });
    expect(payloadsOf(played.events, 'loop_completed')).toMatchObject([
      { iteration: 2, artifacts: ['sum.sh'], usage: { ...recorded.summary.usage, cost_usd: 0 } },
    ]);
    expect(payloadsOf(played.events, 'loop_started')[0]?.options.answers).toBe(recorded.log);
    expect(recorded.endpoint.requests).toHaveLength(7);
  });

  test('goes on with the next answer after a stop', async () => {
    const { log } = await recordedRun();
    const stopped = await playRecording(log, ['--max-iterations', '1']);
    expect(stopped.exitCode).toBe(3);
    const resumed = await stopped.call('resume', 'latest', '--max-iterations', '4', '--json');
    expect(resumed).toMatchObject({ exitCode: 0, stderr: '' });
    expect(eventsOf(resumed.stdout).at(-1)).toMatchObject({ event: 'loop_completed' });
  });

  test('goes on within a role call: the answers that it had before are not given again', async () => {
    const { log } = await recordedRun();
    // The fifth answer, the coder's first one in iteration 2, takes all that the others left.
    const stopped = await playRecording(log, ['--max-tokens', '100_000']);
    expect(stopped.events.at(-1)?.payload).toMatchObject({ stop_reason: 'token_budget_exhausted' });
    const resumed = await stopped.call('resume', 'latest', '--max-tokens', '0', '--json');
    expect(resumed).toMatchObject({ exitCode: 0, stderr: '' });
    const after = eventsOf(resumed.stdout);
    expect(payloadsOf(after, 'model_response').map(({ role }) => role)).toEqual(['coder', 'tester']);
    expect(payloadsOf(after, 'tool_call')).toEqual([]);
  });

  test('counts tokens, and no money, which nobody is paid', async () => {
    const { log } = await recordedRun();
    const played = await playRecording(log, ['--max-cost', '0.000001']);
    expect(played.exitCode).toBe(0);
    const summary = played.events.at(-1)?.payload;
    expect(summary).toMatchObject({ usage: { cost_usd: 0 } });
    expect(summary).not.toMatchObject({ usage: { input_tokens: 0 } });
  });

  test('fails clearly where the recording ends', async () => {
    const { log } = await recordedRun();
    const played = await playRecording(await firstLinesOf(log, 5), ['--max-consecutive-failures', '1']);
    expect(played.exitCode).toBe(1);
    expect(payloadsOf(played.events, 'model_error')).toMatchObject([
      {
        kind: 'rejected',
        message: expect.stringContaining('no further answer for the coder in iteration 1'),
      },
    ]);
  });

  test('sends nothing to the endpoint, also where an answer is missing', async () => {
    const endpoint = await endpointFor(() => finalJson(plannerOutput()));
    const { log } = await recordedRun();
    const failed = await playRecording(await firstLinesOf(log, 5), ['--base-url', endpoint.baseUrl]);
    expect(failed.exitCode).toBe(1);
    expect(endpoint.requests).toEqual([]);
  });
});

async function firstLinesOf(log: string, count: number): Promise<string> {
  const lines = (await readFile(log, 'utf8')).split('\n').slice(0, count);
  const short = join(await temporaryFolder(), 'short.jsonl');
  await writeFile(short, `${lines.join('\n')}\n`);
  return short;
}

test.each([
  ['that is not there', null, "can't be read (ENOENT)"],
  ['that is no log', 'hello\n', 'line 1: it is no event'],
  ['without loop_started', '{"event":"stop_requested","payload":{}}\n', 'line 1: it is not loop_started'],
  ['without an answer', '{"event":"loop_started","payload":{}}\n', 'holds no answer of a model'],
  [
    'with an answer that is none',
    '{"event":"loop_started","payload":{}}\n{"event":"model_response","payload":{"role":"coder"}}\n',
    "line 2: its answer can't be used",
  ],
])('a recording %s: exit 2, and nothing is written', async (_, text, problem) => {
  const log = join(await temporaryFolder(), 'recording.jsonl');
  if (text !== null) await writeFile(log, text);
  const played = await playRecording(log);
  expect(played.exitCode).toBe(2);
  expect(played.stderr).toContain(problem);
  expect((await played.call('runs')).stdout).toContain('no runs yet');
});
