import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { logPathOf, payloadsOf } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput } from '../support/role-outputs.ts';
import { playScript, repositoryWith, sumProject } from '../support/run-fixture.ts';
import { finalJson, toolCalls } from '../support/scripted-answers.ts';
import { answers } from '../support/scripted-endpoint.ts';

const secret = 'sk-canary-3141592653589793';
const environment = { OPENAI_API_KEY: secret };
const task = ['--task', 'Write it down.', '--verify', 'true', '--max-iterations', '1'];

/** A coder that runs this command, however it came to know what stands in it. */
const running = (command: string) =>
  answers({
    planner: [finalJson(plannerOutput({ done_flag: true }))],
    coder: [
      toolCalls([{ name: 'shell', args: { command, timeout_ms: null } }]),
      finalJson(coderOutput({ summary: `The key is ${secret}.` })),
    ],
    tester: [finalJson(testerOutput())],
  });

/** A command that writes the text without containing it: what a model's answer holds is redacted before it is run. */
const writing = (text: string) => `printf '%s%s\\n' '${text.slice(0, 9)}' '${text.slice(9)}' > leak.txt`;

const encoded = {
  'as it is': secret,
  'in base64': Buffer.from(secret).toString('base64'),
  'within a longer text in base64': Buffer.from(`key=${secret};`).toString('base64'),
  'URL-encoded': encodeURIComponent(`${secret}`),
};

describe('a secret of the environment', () => {
  test('is taken out before the log and the model see it', async () => {
    const run = await playScript(
      await repositoryWith(sumProject),
      running(`echo "got ${secret}"; echo change > new.txt`),
      task,
      environment,
    );
    expect(run.summary.phase).toBe('completed');
    expect(payloadsOf(run.events, 'tool_result')[0]?.output).toContain('got [redacted]');
    expect(payloadsOf(run.events, 'coder_output')[0]?.summary).toBe('The key is [redacted].');
    expect(await readFile(logPathOf(run.home, run.summary.run_id), 'utf8')).not.toContain(secret);
    expect(JSON.stringify(run.endpoint.requests.map((request) => request.body))).not.toContain(secret);
  });

  test.each(Object.entries(encoded))('is not delivered: %s', async (_form, text) => {
    const repository = await repositoryWith(sumProject);
    const run = await playScript(repository, running(writing(text)), task, environment);
    expect(run.exitCode).toBe(3);
    expect(run.summary).toMatchObject({ phase: 'stopped', branch: null });
    expect(payloadsOf(run.events, 'iteration_failed')[0]?.error).toContain(
      'a secret of the environment or of a login stands in leak.txt',
    );
    const all = execFileSync('git', ['log', '--all', '--format=%s'], { cwd: repository, encoding: 'utf8' });
    expect(all).toBe('first\n');
  });

  test('that the environment does not hold is a text like any other', async () => {
    const run = await playScript(await repositoryWith(sumProject), running(writing(secret)), task, {
      OPENAI_API_KEY: 'another-key-altogether',
    });
    expect(run.summary).toMatchObject({ phase: 'completed', artifacts: ['leak.txt'] });
  });
});
