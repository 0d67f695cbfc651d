import type { ModelRequest } from '../core/model-wire.ts';

/**
 * The body of a request. Where reasoning is encrypted, it goes back and forth so, as nothing is stored; else none is
 * sent, since servers of the Responses API refuse such items and unknown values of `include`.
 */
export function requestBody(request: ModelRequest, encryptedReasoning: boolean) {
  const input = request.input.filter(
    (item) => item.type !== 'reasoning' || (encryptedReasoning && item.encrypted_content !== null),
  );
  const include = encryptedReasoning ? { include: ['reasoning.encrypted_content'] } : {};
  return { ...request, input, ...include, store: false, stream: true };
}
