import type { TokenUsage } from '../../src/core/model/model-wire.ts';
import { type Answer, httpError } from './scripted-answers.ts';
import type { Script, ScriptedRequest } from './scripted-endpoint.ts';

/** The input tokens of a request for a model that takes one for four bytes. */
export function inputTokens({ body }: ScriptedRequest): number {
  const { instructions, input, tools, text } = body;
  return Math.ceil(Buffer.byteLength(JSON.stringify({ instructions, input, tools, text })) / 4);
}

/** OpenAI's refusal of a request that is too long. */
function tooLong(windowTokens: number, tokens: number): Answer {
  const message = `This model's maximum context length is ${windowTokens} tokens. However, your messages resulted in ${tokens} tokens.`;
  return httpError(400, {
    error: { message, type: 'invalid_request_error', param: 'input', code: 'context_length_exceeded' },
  });
}

/** A model that holds so many tokens: it counts its input, and refuses what does not fit as `refuse` says. */
export function withWindow(windowTokens: number, script: Script, refuse = tooLong): Script {
  return async (request) => {
    const input_tokens = inputTokens(request);
    if (input_tokens > windowTokens) return refuse(windowTokens, input_tokens);
    const answer = await script(request);
    if (answer.kind !== 'response') return answer;
    const output_tokens = Math.ceil(Buffer.byteLength(JSON.stringify(answer.items)) / 4);
    const usage: TokenUsage = { input_tokens, cached_input_tokens: 0, cache_write_tokens: 0, output_tokens };
    return { ...answer, usage };
  };
}
