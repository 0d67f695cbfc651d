import type { ModelAnswer, ModelError, ModelRequest } from '../../src/core/model/model-wire.ts';
import { createResponsesModel, type ResponsesModelSettings } from '../../src/model/responses-model.ts';
import type { Model, ModelResult } from '../../src/ports/model.ts';
import type { Answer } from './scripted-answers.ts';
import { startScriptedEndpoint } from './scripted-endpoint.ts';

export const apiKey = 'sk-test-0123456789';

/** A planner's first request, with a reasoning item that only OpenAI's own API takes. */
export const plannerRequest: ModelRequest = {
  model: 'gpt-6.1-terra',
  instructions: 'Plan.',
  input: [
    { type: 'message', role: 'user', content: 'Go.' },
    { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'abc' },
  ],
  tools: [],
  text: { format: { type: 'json_schema', name: 'planner_output', strict: true, schema: {} } },
  metadata: { run_id: 'run', role: 'planner', iteration: '1' },
  prompt_cache_key: 'run-planner',
  max_output_tokens: 16_384,
};

/** A model at a base URL, for which it is always noon of October 5, 2026 (UTC). */
export function modelAt(baseUrl: string, settings: Partial<ResponsesModelSettings> = {}): Model {
  const now = () => Date.parse('2026-10-05T12:00:00Z');
  return createResponsesModel({
    baseUrl,
    apiKey,
    encryptedReasoning: 'auto',
    idleTimeoutMs: 30_000,
    now,
    unusedProxy: null,
    ...settings,
  });
}

/** The result of `plannerRequest` at a base URL. */
export function ask(baseUrl: string, settings: Partial<ResponsesModelSettings> = {}): Promise<ModelResult> {
  return modelAt(baseUrl, settings).respond(plannerRequest, new AbortController().signal);
}

/** What the model makes of an endpoint that answers so. */
export async function resultOf(answer: Answer): Promise<ModelResult> {
  const endpoint = await startScriptedEndpoint(() => answer);
  try {
    return await ask(endpoint.baseUrl);
  } finally {
    await endpoint.close();
  }
}

export function answerOf(result: ModelResult): ModelAnswer {
  if (result.kind === 'error') throw new Error(result.error.message);
  return result.answer;
}

export function errorOf(result: ModelResult): ModelError {
  if (result.kind === 'answer')
    throw new Error(`an error was expected, not ${JSON.stringify(result.answer)}`);
  return result.error;
}
