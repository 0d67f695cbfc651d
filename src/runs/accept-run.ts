import { readCommandLine } from '../config/sources/command-line-source.ts';
import { globMatcher } from '../core/protected/glob-matcher.ts';
import type { ProtectedChange } from '../core/protected/protection.ts';
import { waitsForReview } from '../core/standing-answer.ts';
import type { RunState } from '../core/state.ts';
import { summarize } from '../core/summary.ts';
import { outcomeLine } from '../views/summary/outcome.ts';
import { protectedChangeText } from '../views/text/fact-words.ts';
import type { Continuation } from './continue-run.ts';
import { requireRun } from './require-run.ts';
import { UsageError } from './usage-error.ts';

/** How a run goes on once a person has allowed what it stopped for. */
export interface Acceptance {
  continuation: Continuation;
  /** What a person should know of the globs, each a sentence. */
  warnings: string[];
}

/** Accepts the changes that globs name, with no model asked and no request sent; a UsageError where that can't be. */
export function planAcceptance(state: RunState, allowChanges: readonly string[]): Acceptance {
  requireRun(state);
  const objection = objectionToAccept(state);
  if (objection !== null) throw new UsageError(objection);
  const changes = state.verifications.get(state.tree)?.protected_changes ?? [];
  if (allowChanges.length === 0) {
    const named = changes.map(protectedChangeText).join(', ');
    throw new UsageError(
      `say which changes you allow with --allow-changes <glob>; ${named === '' ? 'nothing was decided' : `in question are: ${named}`}`,
    );
  }
  const { errors } = readCommandLine({ allowChanges });
  if (errors.length > 0) throw new UsageError(errors.join('\nerror: '));
  const allow_changes = [...new Set([...state.options.allow_changes, ...allowChanges])];
  const continuation: Continuation = {
    options: { ...state.options, allow_changes },
    note: null,
    acceptedChanges: [...allowChanges],
    apiKey: null,
    // An empty recording answers nothing, and asks nobody.
    recording: new Map(),
    idleTimeoutMs: 0,
    objection: objectionToAccept,
  };
  return { continuation, warnings: globWarnings(allowChanges, changes) };
}

/** Why there is nothing to accept; null for a run whose last verdict a person can lift, or whose acceptance was cut short. */
function objectionToAccept(state: RunState): string | null {
  const isStopped = state.phase === 'stopped' || state.phase === 'failed';
  const waits = state.stopReason === 'needs_review' || (isStopped && waitsForReview(state));
  if (waits || (state.accepting && state.phase !== 'completed')) return null;
  return `run ${state.runId} did not stop for a review, so there is nothing to accept; it is ${outcomeLine(summarize(state))}`;
}

function globWarnings(globs: readonly string[], changes: readonly ProtectedChange[]): string[] {
  if (changes.length === 0) return [];
  const idle = globs.filter((glob) => !changes.some(({ path }) => globMatcher([glob])(path)));
  const named = changes.map(protectedChangeText).join(', ');
  return idle.map(
    (glob) => `--allow-changes ${JSON.stringify(glob)} matches none of the changes in question: ${named}`,
  );
}
