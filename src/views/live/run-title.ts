import type { RunState } from '../../core/state.ts';
import { firstLine } from '../text/first-line.ts';
import { fitColumns } from '../text/fit-columns.ts';

const taskColumns = 40;

/** What the window of a terminal is called while it shows a run. */
export function runTitle(state: RunState | null): string {
  if (state === null) return 'proofloop: starting';
  const task = fitColumns(firstLine(state.task), taskColumns);
  if (state.judgement !== null) return 'proofloop: judging';
  return `proofloop ${state.iteration?.number ?? 0}/${state.options.max_iterations} ${state.phase}: ${task}`;
}
