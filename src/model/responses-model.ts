import type { ModelRequest } from '../core/model-wire.ts';
import type { RunOptions } from '../core/options.ts';
import type { Model } from '../ports.ts';
import { classifyError } from './classify-error.ts';
import type { Failure } from './failure.ts';
import { createIdleWatch, type IdleWatch } from './idle-watch.ts';
import { openStream } from './open-stream.ts';
import { plainWords } from './plain-words.ts';
import { readAnswer } from './read-answer.ts';
import type { Reduced } from './reduce-response.ts';
import { failureBeforeAnswer, failureWithinAnswer } from './thrown-failure.ts';

export interface ResponsesModelSettings {
  /** Of any server of the Responses API; requests go to `<baseUrl>/responses`. */
  baseUrl: string;
  /** Null where the server wants none. */
  apiKey: string | null;
  encryptedReasoning: RunOptions['encrypted_reasoning'];
  /** A request is given up when no byte came for this long, before the answer begins as well as within it. */
  idleTimeoutMs: number;
  /** Milliseconds since the epoch, for a `Retry-After` that names a date. */
  now: () => number;
}

/** A model behind the Responses API. Throws a TypeError where `baseUrl` is no URL. */
export function createResponsesModel(settings: ResponsesModelSettings): Model {
  const { idleTimeoutMs } = settings;
  const { origin, pathname, password } = new URL(settings.baseUrl);
  const secrets = [settings.apiKey?.trim() ?? '', password].filter((secret) => secret !== '');
  const plain = (text: string) => plainWords(text, secrets);
  return {
    async respond(request, signal) {
      signal.throwIfAborted();
      const watch = createIdleWatch(idleTimeoutMs);
      const received = await exchange(settings, request, signal, watch, plain);
      watch.stop();
      if (received.kind === 'answer') return received;
      // The client turns an abort into an error, or into the end of the stream: only the signals tell.
      signal.throwIfAborted();
      const failure: Failure = watch.signal.aborted ? { kind: 'silent', idleTimeoutMs } : received.failure;
      return { kind: 'error', error: classifyError(failure, `${origin}${pathname}`) };
    },
  };
}

async function exchange(
  settings: ResponsesModelSettings,
  request: ModelRequest,
  signal: AbortSignal,
  watch: IdleWatch,
  plain: (text: string) => string,
): Promise<Reduced> {
  let opened: Awaited<ReturnType<typeof openStream>>;
  try {
    opened = await openStream(settings, request, signal, watch);
  } catch (thrown) {
    return { kind: 'failure', failure: failureBeforeAnswer(thrown, settings.now(), plain) };
  }
  try {
    return await readAnswer(opened.response, opened.data, plain);
  } catch (thrown) {
    return { kind: 'failure', failure: failureWithinAnswer(thrown, plain) };
  }
}
