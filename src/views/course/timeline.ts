import type { LoggedEvent, Payload } from '../../core/events.ts';
import { roles } from '../../core/role.ts';

export const lanes = [...roles, 'measuring'] as const;
export type Lane = (typeof lanes)[number];

/** A stretch of time, in milliseconds since the epoch; `to` is null while it lasts. */
export interface Stretch {
  from: number;
  to: number | null;
}

/** One role call, or one run of the verify or setup commands. */
export interface Span extends Stretch {
  lane: Lane;
  iteration: number;
  /** What was done: the model, or the check. */
  label: string;
  failed: boolean;
  /** Times in which it waited for an endpoint. */
  waits: Stretch[];
  /** The event that began it. */
  seq: number;
}

/** Who did what when, and the iterations as bands behind it. */
export interface Timeline {
  spans: Span[];
  iterations: (Stretch & { iteration: number })[];
  from: number;
  to: number;
}

/** The course of a run in time, after these events. */
export function timelineOf(events: readonly LoggedEvent[]): Timeline {
  const timeline: Timeline = { spans: [], iterations: [], from: at(events[0]), to: at(events.at(-1)) };
  for (const logged of events) take(timeline, logged, at(logged));
  return timeline;
}

function at(logged: LoggedEvent | undefined): number {
  return logged === undefined ? 0 : Date.parse(logged.ts);
}

function take(timeline: Timeline, logged: LoggedEvent, now: number): void {
  const { spans, iterations } = timeline;
  const open = spans.findLast(({ to }) => to === null);
  const begin = (lane: Lane, iteration: number, label: string) => {
    end(open, now, false);
    spans.push({ lane, iteration, label, from: now, to: null, failed: false, waits: [], seq: logged.seq });
  };
  switch (logged.event) {
    case 'iteration_started':
      iterations.push({ iteration: logged.payload.iteration, from: now, to: null });
      break;
    case 'role_started':
      begin(logged.payload.role, logged.payload.iteration, logged.payload.model);
      break;
    case 'check_started':
      begin('measuring', logged.payload.iteration, logged.payload.check);
      break;
    case 'setup_started':
      begin('measuring', logged.payload.iteration, 'setup');
      break;
    case 'role_retry':
      wait(open, now, logged.payload);
      break;
    case 'model_request':
      endWait(open, now);
      break;
    case 'planner_output':
    case 'coder_output':
    case 'tester_output':
    case 'check_result':
    case 'setup_result':
      end(open, now, false);
      break;
    case 'step_failed':
      end(open, now, true);
      break;
    case 'iteration_finished':
    case 'iteration_failed':
    case 'loop_completed':
    case 'loop_stopped':
    case 'loop_failed':
    case 'loop_resumed':
      end(open, now, false);
      endIteration(iterations.at(-1), now);
      break;
  }
}

function end(span: Span | undefined, now: number, failed: boolean): void {
  if (span === undefined) return;
  endWait(span, now);
  span.to = now;
  span.failed = failed;
}

function endIteration(band: Stretch | undefined, now: number): void {
  if (band !== undefined) band.to ??= now;
}

function wait(span: Span | undefined, now: number, { delay_ms }: Payload<'role_retry'>): void {
  if (span !== undefined && delay_ms > 0) span.waits.push({ from: now, to: null });
}

function endWait(span: Span | undefined, now: number): void {
  const last = span?.waits.at(-1);
  if (last !== undefined) last.to ??= now;
}
