import { realpathSync } from 'node:fs';
import packageJson from '../../package.json' with { type: 'json' };
import { measuredFolder, proofloopHome } from '../config/home-paths.ts';
import type { Surroundings } from '../config/surroundings.ts';
import type { RunOptions } from '../core/options.ts';
import type { KeptRuns } from '../ports/kept-measurements.ts';
import type { TreeId } from '../ports/view.ts';
import { allowedEnvironment } from '../sandbox/show/allowed-environment.ts';
import { machineMark } from '../sandbox/show/machine-mark.ts';
import { findToolchains } from '../sandbox/show/toolchains.ts';
import { baselineSituation } from '../verify/baseline-situation.ts';
import { createRunStore, noKeptRuns } from '../verify/run-store.ts';
import type { RunWorkspace } from '../workspace/workspace.ts';

/** What kept runs follow from. */
export interface KeptRunsPlace {
  options: RunOptions;
  surroundings: Surroundings;
  workspace: RunWorkspace;
}

/**
 * The runs that are kept for all runs; none where commands see more of the machine than is looked at: without bubblewrap,
 * or with folders of the caller's own.
 */
export function createKeptRuns({ options, surroundings, workspace }: KeptRunsPlace): KeptRuns {
  const isSeen = options.sandbox === 'bubblewrap' && options.mounts.length === 0;
  if (!isSeen || surroundings.ownPorts?.sandbox !== undefined) return noKeptRuns;
  const { environment, userHome } = surroundings;
  const home = proofloopHome(surroundings);
  const allowed = allowedEnvironment(environment);
  let machine: Promise<string | null> | null = null;
  const beside = new Map<string, Promise<string | null>>();

  async function mark(tree: TreeId): Promise<string | null> {
    const apart = { home: userHome, folders: [options.workspace, home] };
    const node = realpathSync(process.execPath);
    machine ??= (async () => {
      const { programs, caches } = findToolchains(userHome, allowed, node, apart);
      const shown = { folders: [...programs, ...caches], searchPath: allowed.PATH ?? '' };
      return machineMark(shown, performance.timeOrigin);
    })();
    const key = await workspace.dependenciesKey(tree);
    const dependencies = beside.get(key) ?? workspace.dependenciesMark(tree);
    beside.set(key, dependencies);
    const marks = await Promise.all([machine, dependencies]);
    return marks.includes(null) ? null : [key, ...marks].join(' ');
  }

  return createRunStore(measuredFolder(home), {
    parts: [packageJson.version, options.workspace, userHome, ...baselineSituation(options, allowed)],
    mark,
  });
}
