import type { ModelRequest } from '../core/model-wire.ts';

/** The body for OpenAI's own API: reasoning goes back and forth encrypted, as nothing is stored there. */
export function openAiBody(request: ModelRequest) {
  const input = request.input.filter((item) => item.type !== 'reasoning' || item.encrypted_content !== null);
  return { ...request, input, include: ['reasoning.encrypted_content'], store: false, stream: true };
}

/** The body for any other server of the Responses API: some refuse reasoning items and unknown values of `include`. */
export function commonBody(request: ModelRequest) {
  const input = request.input.filter((item) => item.type !== 'reasoning');
  return { ...request, input, store: false, stream: true };
}
