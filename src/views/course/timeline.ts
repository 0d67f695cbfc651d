import type { LoggedEvent, Payload } from '../../core/events.ts';
import { roles } from '../../core/role.ts';
import { type EventFold, foldEvents } from './event-fold.ts';

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
  return foldEvents(timelineFold, events);
}

/** Its end moves with every event; only what is drawn of calls, measurements and iterations counts as a change. */
export const timelineFold: EventFold<Timeline> = {
  begin: () => ({ spans: [], iterations: [], from: 0, to: 0 }),
  take: (timeline, logged) => {
    const now = Date.parse(logged.ts);
    if (timeline.to === 0) timeline.from = now;
    timeline.to = now;
    return take(timeline, logged, now);
  },
};

/** No verdict has as many checks side by side. */
const mostOpen = 64;

/** Whether the event was one of those that change the spans or the iterations. */
function take(timeline: Timeline, logged: LoggedEvent, now: number): boolean {
  const { spans, iterations } = timeline;
  // What begins ends those before it, so that the open ones are among the last, however many there have been.
  const allOpen = spans.slice(-mostOpen).filter(({ to }) => to === null);
  const open = allOpen.at(-1);
  const openCheck = (check: string) => allOpen.find(({ label, to }) => label === check && to === null);
  const add = (lane: Lane, iteration: number, label: string) => {
    spans.push({ lane, iteration, label, from: now, to: null, failed: false, waits: [], seq: logged.seq });
  };
  const begin = (lane: Lane, iteration: number, label: string) => {
    end(open, now, false);
    add(lane, iteration, label);
  };
  const endAll = (failed: boolean) => {
    for (const span of allOpen) end(span, now, failed);
  };
  switch (logged.event) {
    case 'iteration_started':
      iterations.push({ iteration: logged.payload.iteration, from: now, to: null });
      break;
    case 'role_started':
      begin(logged.payload.role, logged.payload.iteration, logged.payload.agent ?? logged.payload.model);
      break;
    case 'check_started':
      begin('measuring', logged.payload.iteration, logged.payload.check);
      break;
    case 'checks_ahead':
      for (const { check } of logged.payload.checks) add('measuring', logged.payload.iteration, check);
      break;
    case 'checks_dropped':
      for (const { check } of logged.payload.checks) end(openCheck(check), now, false);
      break;
    case 'check_result':
      end(openCheck(logged.payload.check) ?? open, now, false);
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
    case 'setup_result':
      end(open, now, false);
      break;
    case 'step_failed':
      endAll(true);
      break;
    case 'iteration_finished':
    case 'iteration_failed':
    case 'loop_completed':
    case 'loop_stopped':
    case 'loop_failed':
    case 'loop_resumed':
      endAll(false);
      endIteration(iterations.at(-1), now);
      break;
    default:
      return false;
  }
  return true;
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
