import { mkdir, mkdtemp, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { proofloopHome } from '../config/home-paths.ts';
import type { ContainmentChoice } from '../config/load-containment.ts';
import type { Surroundings } from '../config/surroundings.ts';
import type { LoggedEvent } from '../core/events.ts';
import type { RunOptions } from '../core/options.ts';
import { type ExecutionReport, execute } from '../engine/execute.ts';
import type { Inbox } from '../ports/attendance.ts';
import type { RunPlace } from '../ports/run-place.ts';
import { isMissing } from '../system/error-code.ts';
import { removeFolder } from '../system/on-disk.ts';
import { plainLine } from '../views/text/plain-text.ts';
import { redactorFor } from '../wire/secrets-here.ts';
import { createWorld, reopenWorkspace } from '../wire.ts';
import { copyForReplay } from '../workspace/home/copy-run.ts';
import { awaitSandbox, chooseSandbox, refuseSystemFolder, requireSandbox } from './choose-sandbox.ts';
import { chooseSetupNetwork } from './choose-setup-network.ts';
import { UsageError } from './usage-error.ts';

/** Under what a recording is carried out. */
export interface ExecutionTerms {
  inbox: Inbox;
  /** In place of all that the log says of it, for one that was brought here; null for a run that was started here. */
  containment: ContainmentChoice | null;
}

export interface ExecutedRecording {
  report: ExecutionReport;
  /** The folder with the files as the execution left them where it diverged; null where they were removed. */
  kept: string | null;
}

/**
 * Carries out a recorded run's steps again in a folder of their own. The run, the user's files and the branches of
 * their repository are left as they are. Rejects with the inbox's reason once it is asked to stop.
 */
export async function executeRecording(
  run: RunPlace,
  events: readonly LoggedEvent[],
  surroundings: Surroundings,
  { inbox, containment }: ExecutionTerms,
): Promise<ExecutedRecording> {
  if (containment !== null) refuseForeign(events, containment);
  const parent = join(proofloopHome(surroundings), 'replays');
  await mkdir(parent, { recursive: true, mode: 0o700 });
  const home = await realpath(await mkdtemp(join(parent, `${run.runId}-`)));
  let keep = false;
  try {
    await copyForReplay(run.runHome, home).catch((error: Error) => {
      throw missingFiles(run, error);
    });
    const report = await execute(
      events,
      async (options) => {
        const here = optionsHere(options, containment, surroundings);
        if (containment === null) await requireSandbox(here.sandbox, surroundings);
        else await awaitSandbox(here.sandbox);
        const { held } = await chooseSetupNetwork(here, surroundings);
        return createWorld({
          options: here,
          workspace: await reopenWorkspace(home, surroundings, { options: here, network: held }),
          runHome: home,
          inbox,
          apiKey: null,
          // No answer is left to give: the model is never asked.
          recorded: new Map(),
          idleTimeoutMs: 0,
          surroundings,
          redact: redactorFor(surroundings),
          setupNetwork: held,
        });
      },
      inbox.signal,
    );
    keep = report.divergence !== null;
    return { report, kept: keep ? home : null };
  } finally {
    if (!keep) await removeFolder(home);
  }
}

/** The options under which a recorded step is carried out; nothing that acts is taken from a log that was brought here. */
function optionsHere(
  recorded: RunOptions,
  containment: ContainmentChoice | null,
  surroundings: Surroundings,
): RunOptions {
  if (containment === null) return recorded;
  const { sandbox, network } = containment;
  return { ...recorded, sandbox: chooseSandbox(sandbox, surroundings), network, mounts: [], setup: [] };
}

/** A UsageError where a log that was brought here can't be carried out by this machine's user's word alone. */
function refuseForeign(events: readonly LoggedEvent[], { network }: ContainmentChoice): void {
  for (const { event, payload } of events) {
    if (event === 'setup_started' && network === 'off') {
      throw new UsageError(
        'the log was brought here, and its setup commands would run with a network, which only --network on on this command line gives; nothing was executed',
      );
    }
    if (event !== 'loop_started' && event !== 'judge_started' && event !== 'loop_resumed') continue;
    refuseSystemFolder(payload.options.workspace);
    if (payload.options.sealed !== null) {
      throw new UsageError(
        `the log was brought here, and names a folder of this machine for its sealed checks (${plainLine(payload.options.sealed)}), which is not shown to its commands; nothing was executed`,
      );
    }
  }
}

function missingFiles(run: RunPlace, error: Error): Error {
  if (!isMissing(error)) return error;
  return new UsageError(
    `the files of run ${run.runId} are not here (${run.runHome}), so that nothing can be executed; without --execute it can be replayed`,
  );
}
