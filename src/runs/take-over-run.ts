import { proofloopHome } from '../config/paths.ts';
import type { Surroundings } from '../config/surroundings.ts';
import { isDiskFull } from '../core/disk-full.ts';
import type { RunOptions } from '../core/options.ts';
import type { LineObserver } from '../log/log-writer.ts';
import { type ReopenedLog, reopenLog } from '../log/open-log.ts';
import { takeSpare } from '../log/spare-file.ts';
import { takeWriterLock, type WriterLock } from '../log/writer-lock.ts';
import { killLeftBehind } from '../sandbox/left-behind.ts';
import { freeBytes } from '../system/free-space.ts';
import { systemClock } from '../wire.ts';
import { openWorkspace, type RunWorkspace } from '../workspace/workspace.ts';
import { requireSandbox } from './choose-sandbox.ts';
import type { FoundRun } from './find-run.ts';
import { spaceWarnings } from './space-warnings.ts';
import { UsageError } from './usage-error.ts';
import { sparePathOf, writerLockPath } from './writer-of-run.ts';

/** A run that nobody else works on any more. */
export interface TakenRun {
  workspace: RunWorkspace;
  lock: WriterLock;
  /** What a person should know before the run goes on. */
  warnings: readonly string[];
}

/** Takes a run that an earlier process has left, and ends what that one has left running; a UsageError where it can't. */
export async function takeOverRun(
  run: FoundRun,
  sandbox: RunOptions['sandbox'],
  surroundings: Surroundings,
): Promise<TakenRun> {
  const home = proofloopHome(surroundings);
  await requireSandbox(sandbox);
  const searchPath = surroundings.environment.PATH ?? '';
  const workspace = await openWorkspace(run.runHome, searchPath).catch((error: Error) => {
    throw new UsageError(error.message);
  });
  const lock = await takeWriterLock(writerLockPath(run.runHome), systemClock.now()).catch((error: Error) => {
    if (!isDiskFull(error)) throw error;
    throw new UsageError(`The disk is full (${error.message}). Make room, then try again.`);
  });
  await killLeftBehind(run.runHome);
  try {
    await workspace.refuseUndeliverable();
    await takeSpare(sparePathOf(run.runHome));
  } catch (error) {
    await lock.release();
    throw new UsageError((error as Error).message);
  }
  return { workspace, lock, warnings: spaceWarnings(freeBytes(home), home) };
}

/** Opens the log of a run that was taken over; the lock is given back where that fails. */
export async function reopenLogOf(
  run: FoundRun,
  { lock }: TakenRun,
  onLine: LineObserver,
): Promise<ReopenedLog> {
  return reopenLog(run.logPath, lock, systemClock.now, onLine).catch(async (error: Error) => {
    await lock.release();
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(code === undefined ? error.message : `the log can't be opened: ${error.message}`);
  });
}
