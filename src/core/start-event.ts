import type { LoggedEvent } from './events.ts';

type Start = Extract<LoggedEvent, { event: 'loop_started' | 'judge_started' }>;

/** Whether this is the first event of a log, of a run or of a judgement. */
export function isStart(event: LoggedEvent): event is Start {
  return event.event === 'loop_started' || event.event === 'judge_started';
}
