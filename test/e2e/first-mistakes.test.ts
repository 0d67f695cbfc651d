import { once } from 'node:events';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { endOfProgram, runProgram, startProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import { endpointFor, repositoryWith, sumFix, sumProject, temporaryFolder } from '../support/run-fixture.ts';
import { type Answer, finalJson, hang, httpError, toolCalls } from '../support/scripted-answers.ts';
import { answers, type Script } from '../support/scripted-endpoint.ts';

async function callFor(script: Script, args: readonly string[] = []) {
  const [folder, home] = [await repositoryWith(sumProject), await temporaryFolder()];
  const { baseUrl } = await endpointFor(script);
  const run = ['run', '--task', 'Mend the sum.', '--sandbox', 'off', '--base-url', baseUrl];
  return { args: [...run, '--verify', 'sh check.sh', ...args], folder, home };
}

function refusal(code: string, message: string): object {
  return { error: { message, type: 'invalid_request_error', code } };
}

const resumeHint = /proofloop resume \d{8}-\S+ .*go on from here$/m;

describe('an endpoint that refuses is asked once, and what mends it is said', () => {
  test.each<[string, Answer, string]>([
    [
      'a wrong key',
      httpError(401, refusal('invalid_api_key', 'Incorrect API key')),
      'check OPENAI_API_KEY (it said: Incorrect API key)',
    ],
    [
      'no quota',
      httpError(429, refusal('insufficient_quota', 'You exceeded it')),
      "check the account's plan",
    ],
    [
      'an unknown model',
      httpError(404, refusal('model_not_found', 'The model m does not exist')),
      'the model is unknown there, or the base URL is wrong (it said: The model m does not exist)',
    ],
  ])('%s', async (_, answer, mend) => {
    let asked = 0;
    const call = await callFor(() => {
      asked += 1;
      return answer;
    }, ['--max-consecutive-failures', '1']);
    const { exitCode, stdout, stderr } = await runProgram(call);
    expect({ exitCode, asked }).toEqual({ exitCode: 3, asked: 1 });
    const words = (text: string) => text.replace(/\s+/g, ' ');
    expect(words(stderr)).toContain(mend);
    expect(words(stdout)).toContain(mend);
    expect(stdout).toMatch(resumeHint);
  });
});

test('a verify command that is not there is named in the reason and in the summary', async () => {
  const call = await callFor(
    answers({
      planner: [finalJson(plannerOutput({ done_flag: true, tasks: [workItem('sum')] }))],
      coder: [
        toolCalls([{ name: 'apply_patch', args: { patch: sumFix } }]),
        finalJson(coderOutput({ completed_task_ids: ['sum'] })),
      ],
      tester: [finalJson(testerOutput())],
    }),
    ['--verify', 'true && no-such-tool --all', '--max-iterations', '1'],
  );
  const { exitCode, stdout } = await runProgram(call);
  expect(exitCode).toBe(3);
  expect(stdout).toMatch(
    /"true && no-such-tool --all" .* exited with 127: a command was not found \(.*no-such-tool.*\)/,
  );
  expect(stdout).toContain('name another command with --verify');
});

/** A run whose planner waits for ever. */
async function startWaiting() {
  const asked = Promise.withResolvers<void>();
  const call = await callFor(() => {
    asked.resolve();
    return hang();
  });
  const child = startProgram(call);
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = endOfProgram(child);
  await asked.promise;
  const [run] = JSON.parse((await runProgram({ ...call, args: ['runs', '--json'] })).stdout);
  return { child, ended, home: call.home, runId: run.run_id as string };
}

describe('every way out says how to go on', () => {
  test('interrupted', async () => {
    const { child, ended, runId } = await startWaiting();
    child.kill('SIGINT');
    const { exitCode, stdout } = await ended;
    expect(exitCode).toBe(130);
    expect(stdout).toContain(`proofloop resume ${runId}`);
  });

  test('a log that can not be written any more', async () => {
    const { child, ended, home, runId } = await startWaiting();
    const log = join(home, 'runs', runId, 'loop.jsonl');
    await rename(log, `${log}.moved`);
    child.kill('SIGINT');
    const { exitCode, stderr } = await ended;
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`The log ${log} is gone`);
    expect(stderr).toContain(`go on when that is mended: proofloop resume ${runId}`);
  });

  test('ended at once by a second signal', async () => {
    // A command that takes no notice of being ended keeps the open step from closing.
    const started = Promise.withResolvers<void>();
    const call = await callFor(({ role, step }) => {
      if (role === 'planner' && step === 1) {
        started.resolve();
        return toolCalls([
          { name: 'shell', args: { command: 'trap "" TERM INT; sleep 10', timeout_ms: null } },
        ]);
      }
      return finalJson(plannerOutput());
    });
    const child = startProgram(call);
    onTestFinished(() => void child.kill('SIGKILL'));
    let said = '';
    const heard = async (words: string) => {
      while (!said.includes(words) && child.stderr) said += String((await once(child.stderr, 'data'))[0]);
    };
    await started.promise;
    await heard('$ trap');
    child.kill('SIGINT');
    await heard('once more ends it at once');
    child.kill('SIGINT');
    await heard('ended at once; go on from here: proofloop resume');
    if (child.exitCode === null) await once(child, 'exit');
    expect(child.exitCode).toBe(130);
  });
});
