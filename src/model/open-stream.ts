import type { ResponseCreateParamsStreaming } from 'openai/resources/responses/responses';
import type { ModelRequest } from '../core/model-wire.ts';
import type { RunOptions } from '../core/options.ts';
import { loadClient } from './client.ts';
import { encryptsReasoning } from './encrypted-reasoning.ts';
import type { IdleWatch } from './idle-watch.ts';
import { requestBody } from './request-body.ts';

/** Where requests go, and with which key; null sends none. */
export interface Endpoint {
  baseUrl: string;
  apiKey: string | null;
  encryptedReasoning: RunOptions['encrypted_reasoning'];
}

const longestTimeoutMs = 2 ** 31 - 1;

/**
 * Sends the request, once, and resolves when the answer's headers are there: `data` are its events, to be read or
 * left unread. Rejects with what the client throws.
 */
export async function openStream(
  endpoint: Endpoint,
  request: ModelRequest,
  signal: AbortSignal,
  watch: IdleWatch,
) {
  const OpenAI = await loadClient();
  // Whatever is left out here, the client looks for in the environment.
  const client = new OpenAI({
    baseURL: endpoint.baseUrl,
    apiKey: endpoint.apiKey ?? 'none',
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    logLevel: 'off',
    fetch: watchedFetch(ownHeaders(endpoint.apiKey), watch),
  });
  const { encryptedReasoning, baseUrl } = endpoint;
  const body = requestBody(request, encryptsReasoning(encryptedReasoning, baseUrl, request.model));
  // The client's type wants fields in reasoning items that the API does not.
  return client.responses
    .create(body as ResponseCreateParamsStreaming, {
      signal: AbortSignal.any([signal, watch.signal]),
      maxRetries: 0,
      timeout: longestTimeoutMs,
    })
    .withResponse();
}

function ownHeaders(apiKey: string | null): Record<string, string> {
  const headers = {
    accept: 'text/event-stream, application/json',
    'content-type': 'application/json',
    'user-agent': 'proofloop',
  };
  return apiKey === null ? headers : { ...headers, authorization: `Bearer ${apiKey}` };
}

/** Sends `headers` alone, as the client takes further ones from the environment, and notes each chunk that comes. */
function watchedFetch(headers: Record<string, string>, watch: IdleWatch): typeof fetch {
  return async (url, init) => {
    watch.touch();
    const response = await fetch(url, { ...init, headers });
    watch.touch();
    return response.body === null ? response : new Response(watched(response.body, watch), response);
  };
}

/** The same bytes, each chunk noted. Pulled by hand, which takes half of what a pipe of web streams does. */
function watched(body: ReadableStream<Uint8Array>, watch: IdleWatch): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) return controller.close();
      watch.touch();
      controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
