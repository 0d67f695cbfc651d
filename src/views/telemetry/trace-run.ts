import type { LoggedEvent } from '../../core/events.ts';
import { sha256Hex } from '../../core/text/sha256-hex.ts';
import type { Attributes, OpenRunSpan, RunSpan } from './span.ts';
import { type AskedModel, type Closing, spansEndedBy } from './span-closings.ts';
import { type Opening, spansBegunBy } from './span-openings.ts';

/** What is known of a run's spans after some of its events. */
export interface RunTrace {
  runId: string;
  baseUrl: string;
  asked: AskedModel;
  /** By what they are: at most one of each kind and place is open. */
  open: ReadonlyMap<string, OpenRunSpan>;
  /** Time of the last event, in milliseconds since the epoch. */
  lastMs: number;
}

export const emptyTrace: RunTrace = {
  ...{ runId: '', baseUrl: '', asked: { model: '', prices: {} } },
  ...{ open: new Map(), lastMs: 0 },
};

/** The trace with one more event, and the spans that have ended with it, the inner ones first. */
export function traceEvent(
  before: RunTrace,
  event: LoggedEvent,
  withContents: boolean,
): { trace: RunTrace; ended: readonly RunSpan[] } {
  const atMs = Date.parse(event.ts);
  const started = startedBy(before, event);
  const open = new Map(before.open);
  const ended: RunSpan[] = [];
  const end = (key: string, { attributes, error }: Closing, endMs: number) => {
    const span = open.get(key);
    if (span === undefined) return;
    open.delete(key);
    const shown = error === null || withContents ? error : { ...error, message: null };
    ended.push({ ...span, endMs, attributes: { ...span.attributes, ...attributes }, error: shown });
  };
  const endAll = (error: string, endMs: number) => {
    for (const key of [...open.keys()].toReversed()) {
      if (key !== 'run') end(key, { attributes: {}, error: { type: error, message: null } }, endMs);
    }
  };

  if (event.event === 'loop_resumed') {
    // What is open was left by a process that is gone, which has told nobody of it.
    endAll('process_ended', before.lastMs);
    end('run', { attributes: {}, error: { type: 'process_ended', message: null } }, before.lastMs);
  }
  for (const [key, closing] of spansEndedBy(event, started.asked, withContents)) {
    if (key === 'run') endAll('stopped', atMs);
    end(key, closing, atMs);
  }
  for (const [index, opening] of spansBegunBy(event, started.baseUrl, withContents).entries()) {
    end(opening.key, { attributes: {}, error: { type: 'stopped', message: null } }, atMs);
    open.set(opening.key, opened(opening, { ...started, open }, event.seq + index / 1000, atMs));
  }
  return { trace: { ...started, open, lastMs: atMs }, ended };
}

function startedBy(before: RunTrace, { event, payload }: LoggedEvent): RunTrace {
  switch (event) {
    case 'loop_started':
    case 'loop_resumed':
      return {
        ...{ ...before, runId: payload.run_id, baseUrl: payload.options.base_url },
        asked: { ...before.asked, prices: payload.options.prices },
      };
    case 'model_request':
      return { ...before, asked: { ...before.asked, model: payload.model } };
    case 'judge_started':
      return { ...before, runId: payload.run_id };
    default:
      return before;
  }
}

function opened(opening: Opening, { runId, open }: RunTrace, place: number, startMs: number): OpenRunSpan {
  const parent = opening.parents.map((key) => open.get(key)).find((span) => span !== undefined);
  const common: Attributes = { 'gen_ai.conversation.id': runId };
  return {
    traceId: hashOf(runId).slice(0, 32),
    spanId: hashOf(`${runId} ${place}`).slice(0, 16),
    parentId: parent?.spanId ?? null,
    name: opening.name,
    kind: opening.kind,
    startMs,
    attributes: { ...common, ...opening.attributes },
  };
}

function hashOf(text: string): string {
  return sha256Hex(text);
}
