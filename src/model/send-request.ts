import type { OpenAI } from 'openai';
import type { ResponseCreateParamsStreaming } from 'openai/resources/responses/responses';
import type { ModelRequest } from '../core/model/model-wire.ts';
import type { RunOptions } from '../core/options.ts';
import { loadClient } from './client.ts';
import { encryptsReasoning } from './encrypted-reasoning.ts';
import { type HttpResponse, httpFetch } from './http-fetch.ts';
import { requestBody } from './request-body.ts';

/** Where requests go, and with which key; null sends none. */
export interface Endpoint {
  /** Of any server of the Responses API; requests go to `<baseUrl>/responses`. */
  baseUrl: string;
  apiKey: string | null;
  encryptedReasoning: RunOptions['encrypted_reasoning'];
  /** A request is given up when no byte came for this long, before the answer begins as well as within it. */
  idleTimeoutMs: number;
}

const longestTimeoutMs = 2 ** 31 - 1;

/**
 * How requests are sent to an endpoint, each once. Resolves when the answer's headers are there; rejects with what the
 * client throws.
 */
export function requestSender(endpoint: Endpoint) {
  let client: Promise<OpenAI> | null = null;
  return async (request: ModelRequest, signal: AbortSignal): Promise<HttpResponse> => {
    client ??= createClient(endpoint);
    const { responses } = await client;
    const { encryptedReasoning, baseUrl } = endpoint;
    const body = requestBody(request, encryptsReasoning(encryptedReasoning, baseUrl, request.model));
    const options = { maxRetries: 0, timeout: longestTimeoutMs, fetchOptions: { given: signal } };
    // The client's type wants fields in reasoning items that the API does not.
    const answer = responses.create(body as ResponseCreateParamsStreaming, options as OpenAI.RequestOptions);
    return (await answer.asResponse()) as unknown as HttpResponse;
  };
}

async function createClient({ baseUrl, apiKey, idleTimeoutMs }: Endpoint): Promise<OpenAI> {
  const Client = await loadClient();
  // Whatever is left out here, the client looks for in the environment.
  return new Client({
    baseURL: baseUrl,
    apiKey: apiKey ?? 'none',
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    logLevel: 'off',
    // Of a response the client reads what there is.
    fetch: httpFetch(ownHeaders(apiKey), idleTimeoutMs) as unknown as typeof fetch,
  });
}

function ownHeaders(apiKey: string | null): Record<string, string> {
  const headers = {
    accept: 'text/event-stream, application/json',
    'accept-encoding': 'identity',
    'content-type': 'application/json',
    'user-agent': 'proofloop',
  };
  return apiKey === null ? headers : { ...headers, authorization: `Bearer ${apiKey}` };
}
