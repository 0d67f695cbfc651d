import type { InputItem, ModelRequest } from '../core/model/model-wire.ts';
import { wellFormed, wellFormedJson } from './well-formed.ts';

/**
 * The body of a request, all its text well-formed: strict servers refuse half a surrogate pair, which a model may have
 * written itself. Where reasoning is encrypted, it goes back and forth so, as nothing is stored; else none is
 * sent, since servers of the Responses API refuse such items and unknown values of `include`.
 */
export function requestBody(request: ModelRequest, encryptedReasoning: boolean) {
  const input = request.input.filter(
    (item) => item.type !== 'reasoning' || (encryptedReasoning && item.encrypted_content !== null),
  );
  const include = encryptedReasoning ? { include: ['reasoning.encrypted_content'] } : {};
  return wellFormed({ ...request, input: input.map(withJson), ...include, store: false, stream: true });
}

function withJson(item: InputItem): InputItem {
  return item.type === 'function_call' ? { ...item, arguments: wellFormedJson(item.arguments) } : item;
}
