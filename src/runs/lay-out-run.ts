import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fleetCache, proofloopHome } from '../config/home-paths.ts';
import type { Surroundings } from '../config/surroundings.ts';
import type { RunOptions } from '../core/options.ts';
import { isClosed } from '../core/phase.ts';
import type { RunState } from '../core/state.ts';
import type { RunPlace } from '../ports/run-place.ts';
import { readSubmission, type Submission } from '../queue/submissions.ts';
import type { HeldNetwork } from '../sandbox/contain/containment.ts';
import { makeFolders } from '../system/make-folders.ts';
import { removeFolder } from '../system/on-disk.ts';
import { checkOut } from '../workspace/transport/check-out.ts';
import { fetchKept } from '../workspace/transport/kept-objects.ts';
import { fetchBranch, restoreBranch } from '../workspace/transport/result-branch.ts';
import type { ReadRun } from './read-run.ts';
import { takeFiles } from './take-files.ts';
import { UsageError } from './usage-error.ts';
import { completeCertificate } from './write-certificate.ts';

/** Where the checkout of a run of the database lies on this machine, beside what else belongs to the run. */
export function checkoutOf({ runHome }: Pick<RunPlace, 'runHome'>): string {
  return `${runHome}.checkout`;
}

/** Makes the checkout of a submitted run anew; a UsageError where its repository does not give it. */
export async function checkOutRun(
  run: RunPlace,
  { repository, baseCommit }: Pick<Submission, 'repository' | 'baseCommit'>,
  surroundings: Surroundings,
): Promise<void> {
  const folder = checkoutOf(run);
  await rm(folder, { recursive: true, force: true });
  const cache = fleetCache(proofloopHome(surroundings));
  const { environment } = surroundings;
  await checkOut({ repository, commit: baseCommit ?? '', folder, cache, environment }).catch(
    (error: Error) => {
      throw new UsageError(`the base of the run can't be had from ${repository} (${error.message})`);
    },
  );
}

/**
 * Makes all that belongs to a run of the database anew on this machine, as its log says it stands: checkout, base, and
 * what it has made; the branch is left to the caller. `options` are those in force, `network` what setup commands have of a network.
 */
export async function layOutRun(
  run: RunPlace,
  submission: Submission,
  { state, options, network }: LaidOutAs,
  surroundings: Surroundings,
): Promise<void> {
  await checkOutRun(run, { ...submission, baseCommit: state.baseCommit }, surroundings);
  const clone = { folder: checkoutOf(run), environment: surroundings.environment };
  await fetchKept(submission, clone);
  await makeFolders(run.runHome);
  const { runId, runHome } = run;
  const { workspace } = await takeFiles({ runId, runHome, options, judged: null, network }, surroundings);
  if (workspace.baseTree !== state.baseTree) {
    throw new UsageError(
      `${submission.repository} gives other files for the base of run ${runId} here than where it was begun`,
    );
  }
}

/** What decides how a run is laid out. */
interface LaidOutAs {
  state: RunState;
  options: RunOptions;
  network: HeldNetwork | null;
}

/** Brings what a reader needs of a run of the database to this machine; does nothing for others, and where it is there. */
export async function bringRun(
  run: RunPlace,
  { state, lines }: Pick<ReadRun, 'state' | 'lines'>,
  surroundings: Surroundings,
): Promise<void> {
  if (run.databaseUrl === undefined) return;
  const submission = await readSubmission(run.databaseUrl, run.runId);
  if (submission === null) throw new UsageError(`run ${run.runId} is not in the queue of its database`);
  const complete = join(run.runHome, `laid-out-${lines.length}`);
  if ((await stat(complete).catch(() => null)) !== null) return;
  await removeFolder(run.runHome);
  const options = { ...state.options, workspace: checkoutOf(run) };
  await layOutRun(run, submission, { state, options, network: null }, surroundings);
  await bringBranch(run, submission.repository, state, surroundings);
  if (state.phase === 'completed') await completeCertificate(run, state);
  await makeFolders(complete);
}

/** A run that has ended has its branch as its repository has it; another one, which has none there yet, as its log says. */
async function bringBranch(
  run: RunPlace,
  repository: string,
  { phase, branch, commit }: RunState,
  { environment }: Surroundings,
): Promise<void> {
  const clone = { folder: checkoutOf(run), environment };
  if (branch === null || commit === null) return;
  if (isClosed(phase)) await fetchBranch(clone, repository, run.runId).catch(() => {});
  else await restoreBranch(clone, run.runId, commit);
}
