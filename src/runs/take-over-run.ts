import { proofloopHome } from '../config/home-paths.ts';
import type { Surroundings } from '../config/surroundings.ts';
import type { LoggedEvent } from '../core/events.ts';
import type { RunOptions } from '../core/options.ts';
import { isDiskFull } from '../core/text/disk-full.ts';
import type { Journal } from '../engine/journal.ts';
import type { RunPlace } from '../ports/run-place.ts';
import type { LogClaim, OpenedLog } from '../ports/store.ts';
import type { HeldNetwork } from '../sandbox/contain/containment.ts';
import { killLeftBehind } from '../sandbox/run/left-behind.ts';
import { freeBytes } from '../system/free-space.ts';
import { redactStrings } from '../system/redact-strings.ts';
import { tellTelemetry } from '../wire/tell-telemetry.ts';
import { removeLeftLogins } from '../wire/wire-agents.ts';
import { openJournal, reopenWorkspace } from '../wire.ts';
import type { RunWorkspace } from '../workspace/workspace.ts';
import { requireSandbox } from './choose-sandbox.ts';
import { chooseSetupNetwork } from './choose-setup-network.ts';
import { claimRun } from './claim-run.ts';
import { requireOwn } from './own-run.ts';
import { spaceWarnings } from './space-warnings.ts';
import { requireTools } from './tools-of-caller.ts';
import { UsageError } from './usage-error.ts';
import { version } from './version.ts';
import { withClaim } from './with-claim.ts';

/** A run that nobody else works on any more. */
export interface TakenRun {
  workspace: RunWorkspace;
  setupNetwork: HeldNetwork | null;
  claim: LogClaim;
  /** What a person should know before the run goes on. */
  warnings: readonly string[];
}

/** Takes a run that an earlier process has left, and ends what that one has left running; a UsageError where it can't. */
export async function takeOverRun(
  run: RunPlace,
  options: RunOptions,
  surroundings: Surroundings,
): Promise<TakenRun> {
  const home = proofloopHome(surroundings);
  const network = await chooseSetupNetwork(options, surroundings);
  await requireSandbox(options.sandbox, surroundings);
  requireTools(options, surroundings);
  const workspace = await reopenWorkspace(run.runHome, surroundings, {
    options,
    network: network.held,
  }).catch((error: Error) => {
    throw new UsageError(error.message);
  });
  const claiming = claimRun(run).catch((error: Error) => {
    if (!isDiskFull(error)) throw error;
    throw new UsageError(`The disk is full (${error.message}). Make room, then try again.`);
  });
  return withClaim(claiming, async (claim) => {
    await killLeftBehind(run.runHome);
    await removeLeftLogins(surroundings);
    await workspace.refuseUndeliverable().catch((error: Error) => {
      throw new UsageError(error.message);
    });
    const notices = network.notice === null ? [] : [network.notice];
    const warnings = [...spaceWarnings(freeBytes(home), home), ...notices];
    return { workspace, claim, warnings, setupNetwork: network.held };
  });
}

export interface OpenedRun {
  journal: Journal;
  /** What the log held. */
  events: readonly LoggedEvent[];
  /** The torn end that was cut off; null for none. */
  recovered: OpenedLog['recovered'];
}

/** Opens the log of a run that was taken over; a UsageError, and nobody has the run, where that fails. */
export async function openJournalOf(
  run: RunPlace,
  { claim }: TakenRun,
  { surroundings, redact }: { surroundings: Surroundings; redact: (text: string) => string },
): Promise<OpenedRun> {
  const { log, contents, recovered } = await claim.open().catch(async (error: Error) => {
    await claim.release();
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(code === undefined ? error.message : `the log can't be opened: ${error.message}`);
  });
  try {
    // It was read before, and may be another one by now.
    await requireOwn(run, { ...contents, damage: null }, surroundings);
    const journal = openJournal(log, contents, redact);
    journal.state();
    const earlier = () => contents.events.map((event) => redactStrings(event, redact));
    return {
      journal: await tellTelemetry(journal, earlier, version, surroundings),
      events: contents.events,
      recovered,
    };
  } catch (error) {
    await log.close();
    if (error instanceof UsageError) throw error;
    throw new UsageError(`the log ${run.logPath} can't be followed: ${(error as Error).message}`);
  }
}
