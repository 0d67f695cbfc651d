import { proofloopHome, setupCache } from '../config/home-paths.ts';
import type { Surroundings } from '../config/surroundings.ts';
import { usersGit } from '../config/users-git.ts';
import type { RunOptions } from '../core/options.ts';
import type { HeldNetwork } from '../sandbox/contain/containment.ts';
import { takeWorkspace } from '../wire.ts';
import type { ChangeEnds } from '../workspace/base/revisions.ts';
import { toPathBytes } from '../workspace/git/path-bytes.ts';
import type { CreatedWorkspace } from '../workspace/workspace.ts';

interface TakenFor {
  runId: string;
  runHome: string;
  options: RunOptions;
  /** The change that is judged; null for a run. */
  judged: ChangeEnds | null;
  /** What setup commands have in place of the machine's network; null where they have that. */
  network: HeldNetwork | null;
}

/** Takes the files that a run or a judgement begins with, into its home. */
export function takeFiles(
  { runId, runHome, options, judged, network }: TakenFor,
  surroundings: Surroundings,
): Promise<CreatedWorkspace> {
  const home = proofloopHome(surroundings);
  return takeWorkspace(
    {
      runId,
      judged,
      workspace: options.workspace,
      runHome,
      leftOut: [home, options.log_path],
      usersGit: usersGit(surroundings),
      mountedAtCheckout: options.sandbox === 'bubblewrap',
      setup: {
        commands: options.setup,
        folder: options.folder,
        dependencies: options.dependencies,
        cache: setupCache(home),
        given: options.allow_changes.filter((path) => !/[*?[{]/.test(path)).map(toPathBytes),
      },
    },
    surroundings,
    { options, network },
  );
}
