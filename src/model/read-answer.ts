import { collectResponse } from './collect-response.ts';
import type { HttpResponse } from './http-fetch.ts';
import { isRecord } from './json.ts';
import { type Reduced, reduceResponse } from './reduce-response.ts';
import { errorEvent } from './thrown-failure.ts';

/**
 * Reads the answer to a request: the events of its stream, or the whole response as JSON from a server that does not
 * stream. `plain` makes foreign words fit to be shown. Rejects as reading the body does.
 */
export async function readAnswer(response: HttpResponse, plain: (text: string) => string): Promise<Reduced> {
  const mediaType = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (mediaType === 'text/event-stream') return readEvents(response, plain);
  const body = await response.text();
  if (mediaType === 'application/json') return readJson(JSON.parse(body), plain);
  const found = `${plain(mediaType ?? 'of no content type')}: ${plain(body)}`;
  return broken(`it is not of the Responses API: check the base URL (it is ${found})`);
}

async function readEvents({ body, cut }: HttpResponse, plain: (text: string) => string): Promise<Reduced> {
  const collected = await collectResponse(body, cut);
  if (collected.kind === 'response') return reduceResponse(collected.response, plain);
  if (collected.kind === 'error') return { kind: 'failure', failure: errorEvent(collected.error, plain) };
  return broken('the stream ended before the response was complete');
}

function readJson(json: unknown, plain: (text: string) => string): Reduced {
  if (isRecord(json) && json.object === 'response') return reduceResponse(json, plain);
  if (isRecord(json) && json.error) return { kind: 'failure', failure: errorEvent(json.error, plain) };
  return broken('it is JSON, but not a response of the Responses API: check the base URL');
}

function broken(words: string): Reduced {
  return { kind: 'failure', failure: { kind: 'broken', words } };
}
