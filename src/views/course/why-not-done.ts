import type { Gate } from '../../core/events.ts';
import { isClosed } from '../../core/phase.ts';
import type { RunState } from '../../core/state.ts';
import { summarize } from '../../core/summary.ts';
import { outcomeLine } from '../summary/outcome.ts';
import { plainLine } from '../text/plain-text.ts';

/** The one sentence that a person needs first. */
export interface Headline {
  /** How it ended, or where it stands. */
  outcome: string;
  /** Why it isn't done: the first closed gate and its reason; null where it is done, and where no gate was asked yet. */
  reason: string | null;
}

/** Why a run isn't done, with its gates as they stand; `isRunning` says whether a process works on it. */
export function headlineOf(state: RunState, standings: readonly Gate[], isRunning: boolean): Headline {
  const summary = summarize(state);
  const outcome = outcomeLine(summary);
  const left = isRunning || isClosed(state.phase) ? '' : '; no process works on it any more';
  return { outcome: `${outcome}${left}`, reason: reasonNotDone(state, standings) };
}

/** Why a run isn't done as its gates stand: the first closed one with its reason, or what failed; null for nothing. */
export function reasonNotDone(state: RunState, standings: readonly Gate[]): string | null {
  if (state.phase === 'completed') return null;
  const failure = state.iteration?.failure ?? null;
  const closed = standings.find(({ met }) => !met);
  if (failure !== null) return plainLine(failure);
  if (closed !== undefined) return plainLine(`${closed.name}: ${closed.reason}`);
  const [last] = state.errors.slice(-1);
  return last === undefined ? null : plainLine(last);
}
