import type { LoggedEvent } from '../../core/events.ts';
import { fold } from '../../core/fold/fold.ts';
import type { RunState } from '../../core/state.ts';
import { listIterations } from '../summary/iterations.ts';
import { durationText } from '../text/amounts.ts';
import { firstLine } from '../text/first-line.ts';
import { fitColumns } from '../text/fit-columns.ts';
import { progressSection } from '../text/labelled-lines.ts';
import { plainLine } from '../text/plain-text.ts';
import { progressLines } from './progress-lines.ts';

/** What has happened so far, for someone who joins: a line for each iteration that has ended, the open one in full. */
export function catchUpLines(state: RunState, events: readonly LoggedEvent[], columns: number): string[] {
  const ended = listIterations(events).filter((report) => report.outcome !== 'open');
  const head = [
    `run ${plainLine(state.runId)} in ${plainLine(state.options.workspace)}`,
    ...progressSection('task', [firstLine(state.task)]),
    ...ended.map(({ iteration, outcome, duration_ms, gates }) => {
      const closed = gates.filter((gate) => !gate.met).map((gate) => plainLine(gate.name));
      const missing = closed.length === 0 ? '' : `, not met: ${closed.join(', ')}`;
      return `iteration ${iteration} ${outcome} after ${durationText(duration_ms)}${missing}`;
    }),
  ];
  return [...head.map((line) => fitColumns(line, columns)), ...openIterationLines(events, columns)];
}

function openIterationLines(events: readonly LoggedEvent[], columns: number): string[] {
  const start = events.findLastIndex(({ event }) => event === 'iteration_started');
  const end = events.findLastIndex(
    ({ event }) => event === 'iteration_finished' || event === 'iteration_failed',
  );
  if (start === -1 || end > start) return [];
  let state: RunState | null = null;
  return events.flatMap((event, index) => {
    const before: RunState | null = state;
    state = fold(before, event);
    return index < start ? [] : progressLines(before, state, event, columns);
  });
}
