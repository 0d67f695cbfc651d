import type { ModelRequest } from '../core/model/model-wire.ts';
import type { Model } from '../ports/model.ts';
import { createRedactor } from '../system/redact.ts';
import { classifyError } from './classify-error.ts';
import type { HttpResponse } from './http-fetch.ts';
import { plainWords } from './plain-words.ts';
import { receiveAnswer } from './receive-answer.ts';
import type { Reduced } from './reduce-response.ts';
import { type Endpoint, requestSender } from './send-request.ts';
import { failureBeforeAnswer, failureWithinAnswer } from './thrown-failure.ts';

export interface ResponsesModelSettings extends Endpoint {
  /** Milliseconds since the epoch, for a `Retry-After` that names a date. */
  now: () => number;
  /** The variable of the environment that names a proxy which is not used; null where there is none. */
  unusedProxy: string | null;
}

/** A model behind the Responses API. Throws a TypeError where `baseUrl` is no URL. */
export function createResponsesModel(settings: ResponsesModelSettings): Model {
  const { idleTimeoutMs } = settings;
  const { origin, pathname, password } = new URL(settings.baseUrl);
  const secrets = [settings.apiKey?.trim() ?? '', password].filter((secret) => secret !== '');
  const redact = createRedactor(secrets);
  const plain = (text: string) => plainWords(text, redact);
  const words = { address: `${origin}${pathname}`, unusedProxy: settings.unusedProxy };
  const send = requestSender(settings);

  async function exchange(request: ModelRequest, signal: AbortSignal): Promise<Reduced> {
    let response: HttpResponse;
    try {
      response = await send(request, signal);
    } catch (thrown) {
      return { kind: 'failure', failure: failureBeforeAnswer(thrown, settings.now(), plain, idleTimeoutMs) };
    }
    try {
      const callsBefore = request.input.filter(({ type }) => type === 'function_call').length;
      return await receiveAnswer(response, { plain, callsBefore });
    } catch (thrown) {
      return { kind: 'failure', failure: failureWithinAnswer(thrown, plain, idleTimeoutMs) };
    }
  }

  return {
    async respond(request, signal) {
      signal.throwIfAborted();
      const received = await exchange(request, signal);
      if (received.kind === 'answer') return received;
      // The client turns an abort into an error, or into the end of the stream: only the signal tells.
      signal.throwIfAborted();
      return { kind: 'error', error: classifyError(received.failure, words) };
    },
  };
}
