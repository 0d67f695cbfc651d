import type { LoggedEvent } from '../../core/events.ts';
import type { RunState } from '../../core/state.ts';
import { dayTimeText } from '../text/amounts.ts';
import { progressLines } from './progress-lines.ts';

/** `02:10:05 ` */
const timeColumns = 9;

/** The same lines as `progressLines`, with the time of day before the first of an event's that says something. */
export function datedLines(
  before: RunState | null,
  state: RunState,
  event: LoggedEvent,
  columns: number,
): string[] {
  const lines = progressLines(before, state, event, columns - timeColumns);
  const first = lines.findIndex((line) => line !== '');
  const time = dayTimeText(Date.parse(event.ts));
  return lines.map((line, index) => {
    if (line === '') return line;
    return `${(index === first ? time : '').padEnd(timeColumns)}${line}`;
  });
}
