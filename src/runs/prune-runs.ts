import type { Surroundings } from '../config/surroundings.ts';
import { age } from '../core/settings/value-types.ts';
import { summarize } from '../core/summary.ts';
import type { RunPlace } from '../ports/run-place.ts';
import { outcomeWord } from '../views/summary/outcome.ts';
import { removeLeftLogins } from '../wire/wire-agents.ts';
import { openLocalIndex, systemClock } from '../wire.ts';
import {
  findPrunableFolders,
  type PrunableFolders,
  removePrunableFolders,
} from '../workspace/home/prunable-folders.ts';
import { branchesOf, removeBranchesOf } from '../workspace/home/remove-home.ts';
import { claimIfFree } from './claim-run.ts';
import { type ExpiredCache, findExpired } from './prune-caches.ts';
import { readRun } from './read-run.ts';
import { UsageError } from './usage-error.ts';
import { writerOf } from './writer-of-run.ts';

/** What may be pruned. */
export interface PruneTerms {
  /** Age since the last event, as given on the command line; null for all runs. */
  olderThan: string | null;
  /** Whether the branches of completed runs go too. */
  branches: boolean;
}

/** A run with something that can go. */
export interface PrunableRun {
  run: RunPlace;
  outcome: string;
  completed: boolean;
  prunable: PrunableFolders;
  /** To be removed; null for none. */
  branch: string | null;
  commit: string | null;
}

/** What was found to prune. */
export interface PrunePlan {
  runs: PrunableRun[];
  /** What is kept for all runs and has outlived its use. */
  caches: ExpiredCache[];
  /** What is left as it is, and why, each a line. */
  notes: string[];
}

/** What one run's pruning came to. */
export interface PrunedRun {
  freedBytes: number;
  /** What was left as it is, and why, each a line. */
  notes: string[];
}

/**
 * The runs with something to remove that nobody works on, and that are old enough; a UsageError for a bad age. Copies of
 * logins that killed processes have left are removed at once.
 */
export async function planPrune(
  { olderThan, branches }: PruneTerms,
  surroundings: Surroundings,
): Promise<PrunePlan> {
  const index = openLocalIndex(surroundings);
  const before = systemClock.now() - ageOf(olderThan);
  const searchPath = surroundings.environment.PATH ?? '';
  const plan: PrunePlan = { runs: [], caches: await findExpired(surroundings), notes: [] };
  const logins = await removeLeftLogins(surroundings);
  if (logins > 0) plan.notes.push("removed: copies of agents' logins that a killed process had left");
  for (const id of await index.list()) {
    const run = index.placeOf(id);
    try {
      if ((await writerOf(run)) !== null) {
        plan.notes.push(`run ${id} is left as it is: it is running`);
        continue;
      }
      const prunable = await findPrunable(run, before, branches ? searchPath : null);
      if (prunable !== null) plan.runs.push(prunable);
    } catch (error) {
      plan.notes.push(`warning: run ${id} is left as it is: ${(error as Error).message}`);
    }
  }
  return plan;
}

function ageOf(olderThan: string | null): number {
  if (olderThan === null) return 0;
  const parsed = age.parse(olderThan);
  if (!parsed.ok) throw new UsageError(`--older-than ${parsed.problem}`);
  return parsed.value;
}

/**
 * What of a run can go, with its branch where `branches` names the search path for git; null for nothing, or where
 * something has happened in it since `before`.
 */
async function findPrunable(
  run: RunPlace,
  before: number,
  branches: string | null,
): Promise<PrunableRun | null> {
  const { state } = await readRun(run);
  if (state.lastEventAt > before) return null;
  const completed = state.phase === 'completed';
  const prunable = await findPrunableFolders(run.runHome, completed);
  // One that is not completed goes on where its branch ends.
  const own = branches !== null && completed ? await branchesOf(run.runHome, branches) : [];
  const branch = own.at(-1) ?? null;
  if (prunable.paths.length === 0 && branch === null) return null;
  const outcome = outcomeWord(summarize(state), false);
  return { run, outcome, completed, prunable, branch, commit: state.commit };
}

/** Removes what can go of a run with its lock held, so that no one can start to work on it meanwhile. */
export async function pruneRun(
  { run, completed, commit }: PrunableRun,
  { branches }: PruneTerms,
  { environment }: Surroundings,
): Promise<PrunedRun> {
  const claim = await claimIfFree(run);
  if (claim === null) {
    return { freedBytes: 0, notes: [`run ${run.runId} is left as it is: it is running by now`] };
  }
  try {
    // Counted again: someone may have resumed the run, and finished, since it was listed.
    const prunable = await findPrunableFolders(run.runHome, completed);
    await removePrunableFolders(prunable);
    // Also where there is none: what has kept the run's base goes with them.
    const { left } =
      branches && completed
        ? await removeBranchesOf(run.runHome, commit, environment.PATH ?? '')
        : { left: [] };
    const notes = left.map(({ name, reason }) => `warning: the branch ${name} was left: ${reason}`);
    return { freedBytes: prunable.bytes, notes };
  } finally {
    await claim.release();
  }
}
