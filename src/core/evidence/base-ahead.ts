import type { RunState } from '../state.ts';
import { setupFailure } from './dependency-setup.ts';
import { nothing } from './overlay.ts';
import type { BesideStep } from './side-by-side.ts';
import { runsOf } from './suite-runs.ts';

/**
 * The base's first run, which begins with a role's work where it may run beside that: it will be asked for, and depends on
 * nothing that a role does. Null where it is known, runs already, or has no room.
 */
export function baseAhead(state: RunState): BesideStep | null {
  const { options, baseTree, iteration, openChecks, checkRuns } = state;
  const call = iteration?.roleCall ?? null;
  const begins = call !== null && call.turns.length === 0 && call.attempts === 0 && !call.agentIsAtWork;
  if (!hasRoom(state) || options.evidence === 'claimed' || !begins) return null;
  if (options.verify.length === 0 || openChecks.length > 0 || setupFailure(state) !== null) return null;
  if (runsOf(checkRuns, 'baseline', baseTree, options.verify).length > 0) return null;
  const check = { check: 'baseline', tree: baseTree, commands: options.verify, overlay: nothing } as const;
  return { kind: 'start_checks', checks: [check] };
}

/**
 * Behind the commands of a role there is room for it on the smallest machine. Without a network of its own it could take
 * their ports; then only a user who has asked for several jobs has said that it can't.
 */
function hasRoom({ options: { jobs, sandbox }, evidenceRules }: RunState): boolean {
  return (jobs ?? 1) > 1 || (sandbox === 'bubblewrap' && evidenceRules > 4);
}
