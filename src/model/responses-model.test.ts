import OpenAI from 'openai';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { answerOf, apiKey, ask, plannerRequest, resultOf } from '../../test/support/asked-model.ts';
import { plannerOutput } from '../../test/support/role-outputs.ts';
import * as answer from '../../test/support/scripted-answers.ts';
import { type ScriptedEndpoint, startScriptedEndpoint } from '../../test/support/scripted-endpoint.ts';

let opened: ScriptedEndpoint | undefined;

async function endpoint(scripted: answer.Answer): Promise<ScriptedEndpoint> {
  opened = await startScriptedEndpoint(() => scripted);
  return opened;
}

afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await opened?.close();
});

function textMessage(text: string) {
  return { type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] };
}

const usage = { input_tokens: 100, cached_input_tokens: 0, cache_write_tokens: 0, output_tokens: 10 };

describe('a finished response', () => {
  test('comes as a stream', async () => {
    const result = await resultOf(answer.finalJson(plannerOutput(), { cached_input_tokens: 60 }));
    expect(answerOf(result)).toEqual({
      response_id: 'resp_1',
      model: 'gpt-6.1-terra',
      status: 'completed',
      status_reason: null,
      output: [textMessage(JSON.stringify(plannerOutput()))],
      usage: { ...usage, cached_input_tokens: 60 },
    });
  });

  test('comes as JSON from a server that ignores `stream`', async () => {
    const { status, output } = answerOf(await resultOf(answer.json(plannerOutput())));
    expect([status, output]).toEqual(['completed', [textMessage(JSON.stringify(plannerOutput()))]]);
  });

  test('asks for tool calls', async () => {
    const calls = [
      { name: 'shell', args: { command: 'ls', timeout_ms: null } },
      { name: 'apply_patch', args: 'no JSON' },
    ];
    expect(answerOf(await resultOf(answer.toolCalls(calls))).output).toEqual([
      {
        type: 'function_call',
        call_id: 'call_planner_1_1',
        name: 'shell',
        arguments: '{"command":"ls","timeout_ms":null}',
      },
      { type: 'function_call', call_id: 'call_planner_1_2', name: 'apply_patch', arguments: 'no JSON' },
    ]);
  });

  test.each([
    [
      'refusal',
      answer.refusal('No.'),
      { output: [{ content: [{ type: 'refusal', refusal: 'No.' }] }], usage },
    ],
    ['text', answer.rawText('😀 no JSON'), { output: [textMessage('😀 no JSON')] }],
    ['empty', answer.empty(), { status: 'completed', output: [], usage }],
    ['no usage', answer.rawText('x', null), { output: [textMessage('x')], usage: null }],
    [
      'incomplete',
      answer.incomplete('max_output_tokens'),
      { status: 'incomplete', status_reason: 'max_output_tokens', usage },
    ],
    [
      'failed',
      answer.failed('server_error', 'Sorry.'),
      { status: 'failed', status_reason: 'server_error: Sorry.', usage: null },
    ],
    [
      'unknown items',
      answer.rawItems([{ type: 'image_generation_call', result: 'x' }]),
      { output: [], usage },
    ],
  ])('%s', async (_name, scripted, expected) => {
    expect(answerOf(await resultOf(scripted))).toMatchObject(expected);
  });

  test('a stream that the server leaves open after it is not waited for', async () => {
    const final = { type: 'response.completed', response: { id: 'resp_1', output: [] } };
    expect(answerOf(await resultOf(answer.stream([final], 'hang'))).response_id).toBe('resp_1');
  });
});

describe('the request', () => {
  test('is sent once, as it is, but for what other servers do not take', async () => {
    const { baseUrl, requests } = await endpoint(answer.httpError(500));
    await ask(baseUrl);
    expect(requests.map(({ body }) => body)).toEqual([
      { ...plannerRequest, input: plannerRequest.input.slice(0, 1), store: false, stream: true },
    ]);
  });

  test.each([
    [apiKey, `Bearer ${apiKey}`],
    [null, undefined],
  ])('with the key %s carries %s', async (key, authorization) => {
    const { baseUrl, requests } = await endpoint(answer.empty());
    answerOf(await ask(`${baseUrl}/`, { apiKey: key }));
    expect(requests[0]?.headers.authorization).toBe(authorization);
  });

  describe('in an environment full of settings for the client', () => {
    function stubEnvironment() {
      for (const name of ['API_KEY', 'ADMIN_KEY', 'ORG_ID', 'PROJECT_ID'])
        vi.stubEnv(`OPENAI_${name}`, 'leak');
      vi.stubEnv('OPENAI_CUSTOM_HEADERS', 'Authorization: leak\nX-More: leak');
      vi.stubEnv('OPENAI_BASE_URL', 'http://127.0.0.1:9/v1');
      vi.stubEnv('OPENAI_LOG', 'debug');
      vi.spyOn(console, 'info').mockImplementation(() => {});
      return vi.spyOn(console, 'debug').mockImplementation(() => {});
    }

    test('takes none of them', async () => {
      const logged = stubEnvironment();
      const { baseUrl, requests } = await endpoint(answer.empty());
      answerOf(await ask(baseUrl));
      expect(JSON.stringify(requests[0]?.headers)).not.toContain('leak');
      expect(requests[0]?.headers.authorization).toBe(`Bearer ${apiKey}`);
      expect(logged).not.toHaveBeenCalled();
    });

    test('which the client, left to itself, does take', async () => {
      const logged = stubEnvironment();
      const { baseUrl, requests } = await endpoint(answer.json({}));
      const client = new OpenAI({ baseURL: baseUrl, apiKey });
      await client.post('/responses', { body: plannerRequest });
      expect(requests[0]?.headers).toMatchObject({ authorization: 'leak', 'x-more': 'leak' });
      expect(logged).toHaveBeenCalled();
    });
  });
});
