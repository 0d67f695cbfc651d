import { describe, expect, test } from 'vitest';
import { payloadsOf } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import { type FinishedRun, playScript, repositoryWith, sumFix, sumProject } from '../support/run-fixture.ts';
import { finalJson } from '../support/scripted-answers.ts';
import type { Script } from '../support/scripted-endpoint.ts';
import { gateway, llamaCpp, lmStudio, type Manners, ollama, vllm } from '../support/server-manners.ts';
import { type StepAnswers, stepwise } from '../support/stepwise-script.ts';
import { patch, shell } from '../support/tool-answers.ts';

const plan = finalJson(plannerOutput({ done_flag: true, tasks: [workItem('sum')] }));

/** A whole run with tool calls of every role. */
const work: StepAnswers = {
  planner: [[shell('cat sum.sh'), plan]],
  coder: [[patch(sumFix), shell('sh check.sh'), finalJson(coderOutput({ completed_task_ids: ['sum'] }))]],
  tester: [[shell('sh check.sh'), finalJson(testerOutput({ test_command: 'sh check.sh' }))]],
};

async function playAs(manners: Manners, script: Script = stepwise(work)): Promise<FinishedRun> {
  const run = await playScript(await repositoryWith(sumProject), manners(script), [
    ...['--task', 'Mend the sum.', '--evidence', 'claimed', '--max-iterations', '1'],
  ]);
  expect(run).toMatchObject({ exitCode: 0, summary: { artifacts: ['sum.sh'], pending_tasks: [] } });
  return run;
}

const inputTypes = ({ endpoint }: FinishedRun) =>
  new Set(endpoint.requests.flatMap(({ body }) => body.input.map(({ type }) => type)));

const common = new Set(['message', 'function_call', 'function_call_output']);

describe('a whole run works with a server', () => {
  test('that knows four kinds of items and counts nothing, as Ollama', async () => {
    const run = await playAs(ollama);
    expect(inputTypes(run)).toEqual(common);
    expect(run.names).not.toContain('model_error');
    expect(payloadsOf(run.events, 'model_response').map(({ usage }) => usage)).toEqual(Array(7).fill(null));
  });

  test('that streams in its own way and fills fields with null, as vLLM', async () => {
    const run = await playAs(vllm);
    expect(inputTypes(run)).toEqual(common);
    expect(run.names).not.toContain('model_error');
    expect(run.summary.usage).toMatchObject({ requests: 7, input_tokens: 700 });
    expect(payloadsOf(run.events, 'tool_call').map(({ call_id }) => call_id)).not.toContain(
      'streamed_otherwise',
    );
  });

  test('that loads its model first and holds it to no schema, as LM Studio', async () => {
    const run = await playAs(lmStudio, stepwise({ ...work, planner: [[plan, plan]] }));
    expect(payloadsOf(run.events, 'role_retry')).toMatchObject([
      { error: expect.stringContaining('answered 503: it failed (it said: Model is loading)') },
      { error: expect.stringContaining('does not fit the schema planner_output') },
    ]);
  });

  test('that knows no schema, gives no ids and hides its errors, as llama.cpp', async () => {
    const run = await playAs(llamaCpp);
    expect(payloadsOf(run.events, 'model_error')).toMatchObject([
      { kind: 'server_error', http_status: 500, message: expect.stringContaining('slot is busy') },
      { kind: 'server_error', http_status: 500, message: expect.stringContaining('slot is busy') },
    ]);
    const answers = payloadsOf(run.events, 'model_response');
    expect(answers.map(({ response_id, usage }) => [response_id, usage])).toEqual(
      Array(7).fill([null, null]),
    );
    expect(JSON.stringify(answers)).toContain('</think>');
  });

  test('behind a gateway that loses, renames, repeats and adds what it likes', async () => {
    const run = await playAs(gateway);
    expect(run.names).not.toContain('model_error');
    expect(run.names).not.toContain('role_retry');
    expect(payloadsOf(run.events, 'model_response')).toHaveLength(7);
    // The one that ends without its last event reports nothing.
    expect(run.summary.usage).toMatchObject({ requests: 7, input_tokens: 600 });
  });

  test('and reasoning goes only where it is asked for', async () => {
    const args = ['--task', 'T.', '--evidence', 'claimed', '--max-consecutive-failures', '1'];
    const run = await playScript(await repositoryWith(sumProject), ollama(stepwise(work)), [
      ...args,
      ...['--encrypted-reasoning', 'on'],
    ]);
    expect(run.exitCode).toBe(1);
    expect(run.endpoint.requests[0]?.body.include).toEqual(['reasoning.encrypted_content']);
    expect(run.summary.errors[0]).toContain('it said: unknown input item type: reasoning');
  });
});
