import type { Surroundings } from '../config/surroundings.ts';
import type { Payload } from '../core/events.ts';
import type { Journal } from '../engine/journal.ts';
import type { World } from '../engine/world.ts';
import type { Inbox, RunObserver } from '../ports/attendance.ts';
import { tellTelemetry } from '../wire/tell-telemetry.ts';
import { removeLeftLogins } from '../wire/wire-agents.ts';
import { openStore } from '../wire.ts';
import type { RunWorkspace } from '../workspace/workspace.ts';
import { newJournal } from './new-journal.ts';
import { orNothing, removeHomeOf } from './nothing-kept.ts';
import type { PlannedRun } from './plan-run.ts';
import { prepareRun } from './prepare-run.ts';
import { findExpired, removeExpired } from './prune-caches.ts';
import { version } from './version.ts';
import { withClaim } from './with-claim.ts';

export interface StartedRun {
  world: World;
  journal: Journal;
  workspace: RunWorkspace;
}

/** Takes the base, opens the log and writes `loop_started`; where that fails, nothing is left behind. */
export async function startRun(
  planned: PlannedRun,
  surroundings: Surroundings,
  inbox: Inbox,
  observer: RunObserver,
): Promise<StartedRun> {
  // What is kept for later runs is no reason not to start.
  await findExpired(surroundings)
    .then(removeExpired)
    .catch(() => {});
  await removeLeftLogins(surroundings);
  return orNothing(planned, () =>
    withClaim(claimNew(planned), async (claim) => {
      const { workspace, world, redact, started } = await prepareRun(planned, surroundings, inbox);
      const made = await newJournal(claim, planned.options.log_path, redact);
      const journal = await tellTelemetry(made, () => [], version, surroundings);
      journal.observe(observer);
      await journal.record({ event: 'loop_started', payload: started });
      return { world, journal, workspace };
    }),
  );
}

/** Does all that is done before a run's first request and leaves nothing behind; resolves with what it would start as. */
export async function rehearseRun(
  planned: PlannedRun,
  surroundings: Surroundings,
  inbox: Inbox,
): Promise<Payload<'loop_started'>> {
  return orNothing(planned, () =>
    withClaim(claimNew(planned), async (claim) => {
      const { workspace, started } = await prepareRun(planned, surroundings, inbox);
      await workspace.releaseBase();
      await claim.release();
      await removeHomeOf(planned);
      return started;
    }),
  );
}

/** The right to write the log that a run is going to have. */
const claimNew = ({ runId, runHome, options, kept }: PlannedRun) =>
  openStore({ runId, runHome, logPath: options.log_path, ...kept }).claim();
