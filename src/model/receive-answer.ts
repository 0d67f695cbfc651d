import { collectResponse } from './collect-response.ts';
import type { HttpResponse } from './http-fetch.ts';
import { isRecord } from './json.ts';
import { type Reader, type Reduced, reduceResponse } from './reduce-response.ts';
import { errorEvent } from './thrown-failure.ts';

/**
 * Receives the answer to a request: the events of its stream, or the whole response as JSON from a server that does
 * not stream, by what the body holds, whatever its content type says. Rejects as reading the body does.
 */
export async function receiveAnswer(response: HttpResponse, reader: Reader): Promise<Reduced> {
  const { packed } = response;
  if (packed !== null) {
    response.cut();
    return broken(`it is compressed (${reader.plain(packed)}), although it was asked for as it is`);
  }
  const mediaType = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  const received = await collectResponse(response, mediaType === 'text/event-stream');
  switch (received.kind) {
    case 'response':
      return reduceResponse(received.response, received.eventStatus, reader);
    case 'error':
      return { kind: 'failure', failure: errorEvent(received.error, reader.plain) };
    case 'unfinished':
      return broken(
        received.isMalformed
          ? 'it holds malformed JSON, and ended before the response was complete'
          : 'the stream ended before the response was complete',
      );
    case 'text':
      return readText(received.text, mediaType, reader);
  }
}

/** The bytes with which gzip begins, read as text. */
const gzipBegin = '\u001f\ufffd';

function readText(text: string, mediaType: string | undefined, reader: Reader): Reduced {
  if (text.startsWith(gzipBegin)) return broken('it is compressed (gzip) and does not say so');
  if (text.trimStart().startsWith('{')) return readJson(JSON.parse(text), reader);
  const found = `${reader.plain(mediaType ?? 'of no content type')}: ${reader.plain(text)}`;
  return broken(`it is not of the Responses API: check the base URL (it is ${found})`);
}

function readJson(json: unknown, reader: Reader): Reduced {
  if (isRecord(json) && (json.object === 'response' || Array.isArray(json.output)))
    return reduceResponse(json, null, reader);
  if (isRecord(json) && json.error) return { kind: 'failure', failure: errorEvent(json.error, reader.plain) };
  return broken('it is JSON, but not a response of the Responses API: check the base URL');
}

function broken(words: string): Reduced {
  return { kind: 'failure', failure: { kind: 'broken', words } };
}
