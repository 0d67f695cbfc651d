import { proofloopHome } from '../config/home-paths.ts';
import type { Surroundings } from '../config/surroundings.ts';
import type { RunOptions } from '../core/options.ts';
import type { RunPlace } from '../ports/run-place.ts';
import { openLocalIndex, openStore, systemClock } from '../wire.ts';
import { checkEvidenceFiles } from './check-evidence-files.ts';
import { checkMounts, chooseSandbox, refuseSystemFolder, refuseUnshowable } from './choose-sandbox.ts';
import type { FoundWorkspace } from './find-workspace.ts';
import { jobsOfMachine } from './jobs-of-machine.ts';
import { newRunId } from './new-run-id.ts';
import { UsageError } from './usage-error.ts';

type PlacedOptions = Pick<
  RunOptions,
  'workspace' | 'folder' | 'log_path' | 'sandbox' | 'jobs' | 'mounts' | 'sealed' | 'sign'
>;

/** What was configured of the places. */
interface ConfiguredPlaces {
  options: Pick<RunOptions, 'jobs' | 'mounts' | 'sealed' | 'sign'>;
  logPath: string | null;
  sandbox: 'auto' | 'off';
}

/** Where a new run or judgement has its things, what contains its commands, and how many of them run side by side. */
export interface PlannedPlaces {
  runId: string;
  runHome: string;
  options: PlacedOptions;
  /** The calling program's own logs, where it keeps them itself. */
  kept: Pick<RunPlace, 'ownLogs'>;
}

/** Chooses the places and checks them; a UsageError where one can't be. Nothing is made yet. */
export async function planPlaces(
  { top, folder }: FoundWorkspace,
  configured: ConfiguredPlaces,
  surroundings: Surroundings,
): Promise<PlannedPlaces> {
  const home = proofloopHome(surroundings);
  const runId = newRunId(systemClock.now());
  const place = openLocalIndex(surroundings).placeOf(runId);
  const { ownLogs } = place;
  if (ownLogs !== undefined && configured.logPath !== null)
    throw new UsageError('logPath names a file, and the logs are kept by the calling program: leave it out');
  const logPath = configured.logPath ?? place.logPath;
  const obstacle = await openStore({ ...place, logPath }).obstacle();
  if (obstacle !== null) throw new UsageError(obstacle);
  const mounts = checkMounts(configured.options.mounts, [top, home, logPath]);
  const evidenceFiles = await checkEvidenceFiles(configured.options, [top, ...mounts]);
  const sandbox = chooseSandbox(configured.sandbox, surroundings);
  if (sandbox === 'bubblewrap') {
    refuseSystemFolder(top);
    await refuseUnshowable({ workspace: top, mounts, userHome: surroundings.userHome });
  }
  const jobs = configured.options.jobs ?? jobsOfMachine(sandbox);
  const options = { workspace: top, folder, log_path: logPath, sandbox, jobs, mounts, ...evidenceFiles };
  return { runId, runHome: place.runHome, options, kept: ownLogs === undefined ? {} : { ownLogs } };
}
