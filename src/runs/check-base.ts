import { join } from 'node:path';
import type { Surroundings } from '../config/surroundings.ts';
import type { RunOptions } from '../core/options.ts';
import type { World } from '../engine/world.ts';
import type { Setup, SetupOutcome } from '../ports/verifier.ts';
import { allowedEnvironment } from '../sandbox/show/allowed-environment.ts';
import { isWithin } from '../system/is-within.ts';
import { awaitSandbox } from './choose-sandbox.ts';
import { type Preflight, preflight } from './preflight.ts';

/** Tries what must work on the base before anything is recorded, as `preflight` does. */
export async function checkBase(
  options: RunOptions,
  home: string,
  world: World,
  surroundings: Surroundings,
): Promise<Preflight> {
  await awaitSandbox(options.sandbox);
  const searchPath = usersSearchPath(surroundings, options.workspace);
  return preflight(world, options, join(home, 'preflight'), searchPath);
}

/** Without what started us, and without programs of the checkout's own, which commands never get by name. */
function usersSearchPath({ environment }: Surroundings, workspace: string): string {
  const { PATH = '' } = allowedEnvironment(environment);
  return PATH.split(':')
    .filter((folder) => !isWithin(folder, workspace))
    .join(':');
}

/** What the setup commands have made already stands for their first run on the base. */
export function setUpBefore({ setup, workspace }: World, made: SetupOutcome | null): Setup {
  let waiting = made;
  return {
    async prepare(tree, commands, signal) {
      const before = waiting;
      waiting = null;
      return tree === workspace.baseTree && before !== null ? before : setup.prepare(tree, commands, signal);
    },
  };
}
