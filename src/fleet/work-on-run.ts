import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Surroundings } from '../config/surroundings.ts';
import { isClosed } from '../core/phase.ts';
import type { RunState } from '../core/state.ts';
import { openDatabase } from '../database/database.ts';
import type { RunPlace } from '../ports/run-place.ts';
import { asRefusal, createFleetAccount } from '../queue/fleet-budget.ts';
import type { readSubmission } from '../queue/submissions.ts';
import { chooseSetupNetwork } from '../runs/choose-setup-network.ts';
import { continueRun } from '../runs/continue-run.ts';
import { driveRun } from '../runs/drive-run.ts';
import { checkOutRun, checkoutOf, layOutRun } from '../runs/lay-out-run.ts';
import { planResume } from '../runs/plan-resume.ts';
import { planRun } from '../runs/plan-run.ts';
import { readRun } from '../runs/read-run.ts';
import { startRun } from '../runs/start-run.ts';
import { removeFolder } from '../system/on-disk.ts';
import { openStore } from '../wire.ts';
import { objectKeeper } from '../workspace/transport/kept-objects.ts';
import { pushBranch, restoreBranch } from '../workspace/transport/result-branch.ts';
import type { AttendedJob } from './live-runs.ts';

/** A run that has ended here. */
export interface WorkedRun {
  state: RunState;
  warnings: readonly string[];
}

/** A submitted run, with what was given when it was last resumed. */
export type Submitted = NonNullable<Awaited<ReturnType<typeof readSubmission>>>;

/** Starts a run, or goes on with it where it was left, to its end; its branch is then in its repository. */
export async function workOnRun(
  place: RunPlace,
  submission: Submitted,
  attended: AttendedJob,
  surroundings: Surroundings,
): Promise<WorkedRun> {
  const run = attachTo(place, submission, attended, surroundings);
  // A log without a line is that of a worker that died before it had begun.
  const isThere = (await openStore(run).first()) !== null;
  const worked = isThere
    ? await goOn(run, submission, attended, surroundings)
    : await begin(run, submission, attended, surroundings);
  if (worked.state.branch !== null) {
    attended.throwIfAbandoned();
    const clone = { folder: checkoutOf(run), environment: surroundings.environment };
    await pushBranch(clone, submission.repository, run.runId);
  }
  return worked;
}

/** The place of a run whose lines are written with its job's checkpoints, after the objects that they name are kept. */
function attachTo(
  place: RunPlace,
  submission: Submitted,
  { job, throwIfAbandoned }: AttendedJob,
  { environment }: Surroundings,
): RunPlace {
  const git = { folder: join(place.runHome, 'git'), environment, base: submission.baseCommit ?? '' };
  const holder = place.runHome.replaceAll(/[^0-9a-f]/g, '').slice(-8);
  const keep = objectKeeper(submission, holder, git);
  const account = createFleetAccount(place.runId);
  return {
    ...place,
    async committer(append, lines) {
      throwIfAbandoned();
      const events = lines.map(({ event }) => event);
      await keep(events);
      throwIfAbandoned();
      const database = await openDatabase(place.databaseUrl ?? '');
      const accounted = account.callsFor(await database.presence(), events);
      await job.record([append, ...accounted]).catch((error: unknown) => {
        throw asRefusal(error);
      });
      account.written(events);
    },
  };
}

async function begin(
  run: RunPlace,
  submission: Submitted,
  { inbox }: AttendedJob,
  surroundings: Surroundings,
): Promise<WorkedRun> {
  await checkOutRun(run, submission, surroundings);
  const workspace = join(checkoutOf(run), submission.folder);
  const commandLine = { ...submission.settings, task: submission.task, workspace };
  const planned = await planRun(commandLine, surroundings, null);
  const { runId, runHome, logPath, databaseUrl, committer } = run;
  const options = { ...planned.options, log_path: logPath };
  const kept = {
    ...(databaseUrl && { databaseUrl }),
    ...(committer && { committer }),
  };
  const started = await startRun(
    { ...planned, runId, runHome, options, kept },
    surroundings,
    inbox,
    () => {},
  );
  return driveRun(run, started.world, started.journal, started.workspace);
}

async function goOn(
  run: RunPlace,
  submission: Submitted,
  attended: AttendedJob,
  surroundings: Surroundings,
): Promise<WorkedRun> {
  const { state } = await readRun(run);
  // What a job came to before it could say so stands; one that was made for a run that had ended goes on with it.
  const hasEnded = isClosed(state.phase) && (state.phase === 'completed' || !attended.job.isNew);
  const settings = submission.resumeSettings ?? {};
  const planned = hasEnded ? null : await planResume(state, settings, null, surroundings);
  const inForce = planned?.continuation.options ?? state.options;
  const options = { ...inForce, workspace: checkoutOf(run), log_path: run.logPath };
  const { held } = await chooseSetupNetwork(options, surroundings);
  await layOutRun(run, submission, { state, options, network: held }, surroundings);
  const clone = { folder: checkoutOf(run), environment: surroundings.environment };
  if (state.branch !== null && state.commit !== null) await restoreBranch(clone, run.runId, state.commit);
  if (planned === null) return { state, warnings: [] };
  return continueRun(run, { ...planned.continuation, options }, surroundings, {
    inbox: attended.inbox,
    warn: () => {},
    observerOf: () => () => {},
  });
}

/** Removes what a worker has of a run. */
export async function removeWork(folder: string): Promise<void> {
  await removeFolder(folder).catch(() => {});
  await rm(folder, { recursive: true, force: true }).catch(() => {});
}
