import { expect, test } from 'vitest';
import type { InputItem, ModelRequest } from '../core/model/model-wire.ts';
import { requestBody } from './request-body.ts';

const question: InputItem = { type: 'message', role: 'user', content: 'Go.' };
const encrypted: InputItem = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'abc' };
const open: InputItem = { type: 'reasoning', id: 'rs_2', summary: [], encrypted_content: null };
const call: InputItem = { type: 'function_call', call_id: 'call_1', name: 'shell', arguments: '{}' };

const request: ModelRequest = {
  model: 'gpt-6.1-terra',
  instructions: 'Plan.',
  input: [question, encrypted, open, call],
  tools: [],
  text: { format: { type: 'json_schema', name: 'planner_output', strict: true, schema: {} } },
  metadata: { run_id: 'run', role: 'planner', iteration: '1' },
  prompt_cache_key: 'run-planner',
  max_output_tokens: 16_384,
};

test('encrypted reasoning goes back, and more of it is asked for', () => {
  const include = ['reasoning.encrypted_content'];
  const input = [question, encrypted, call];
  expect(requestBody(request, true)).toEqual({ ...request, input, include, store: false, stream: true });
});

test('elsewhere no reasoning is sent, nor asked for', () => {
  const input = [question, call];
  expect(requestBody(request, false)).toEqual({ ...request, input, store: false, stream: true });
});

test('half a surrogate pair is sent nowhere, in the arguments of a call neither', () => {
  const half: InputItem[] = [
    { ...question, content: 'a\ud83d' },
    { type: 'function_call', call_id: 'call_2', name: 'shell', arguments: '{"command":"echo \\ud83d"}' },
    { type: 'function_call_output', call_id: 'call_2', output: '\ude00b' },
  ];
  const sent = JSON.stringify(requestBody({ ...request, input: half }, false));
  expect(sent).not.toMatch(/\\u[dD][89a-fA-F]/);
  expect(JSON.stringify(half)).toMatch(/\\u[dD][89a-fA-F]/);
});
