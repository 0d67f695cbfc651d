import { proofloopHome } from '../config/home-paths.ts';
import type { Surroundings } from '../config/surroundings.ts';
import type { RunOptions } from '../core/options.ts';
import { openIndex, openStore, systemClock } from '../wire.ts';
import { checkEvidenceFiles } from './check-evidence-files.ts';
import { checkMounts, chooseSandbox, refuseSystemFolder, refuseUnshowable } from './choose-sandbox.ts';
import type { FoundWorkspace } from './find-workspace.ts';
import { newRunId } from './new-run-id.ts';
import { UsageError } from './usage-error.ts';

type PlacedOptions = Pick<
  RunOptions,
  'workspace' | 'folder' | 'log_path' | 'sandbox' | 'mounts' | 'sealed' | 'sign'
>;

/** What was configured of the places. */
interface ConfiguredPlaces {
  options: Pick<RunOptions, 'mounts' | 'sealed' | 'sign'>;
  logPath: string | null;
  sandbox: 'auto' | 'off';
}

/** Where a new run or judgement has its things, and what contains its commands. */
export interface PlannedPlaces {
  runId: string;
  runHome: string;
  options: PlacedOptions;
}

/** Chooses the places and checks them; a UsageError where one can't be. Nothing is made yet. */
export async function planPlaces(
  { top, folder }: FoundWorkspace,
  configured: ConfiguredPlaces,
  surroundings: Surroundings,
): Promise<PlannedPlaces> {
  const home = proofloopHome(surroundings);
  const runId = newRunId(systemClock.now());
  const place = openIndex(surroundings).placeOf(runId);
  const logPath = configured.logPath ?? place.logPath;
  const obstacle = await openStore({ ...place, logPath }).obstacle();
  if (obstacle !== null) throw new UsageError(obstacle);
  const mounts = checkMounts(configured.options.mounts, [top, home, logPath]);
  const evidenceFiles = await checkEvidenceFiles(configured.options, [top, ...mounts]);
  const sandbox = chooseSandbox(configured.sandbox);
  if (sandbox === 'bubblewrap') {
    refuseSystemFolder(top);
    await refuseUnshowable({ workspace: top, mounts, userHome: surroundings.userHome });
  }
  const options = { workspace: top, folder, log_path: logPath, sandbox, mounts, ...evidenceFiles };
  return { runId, runHome: place.runHome, options };
}
