import { join } from 'node:path';
import type { RunOptions } from '../core/options.ts';
import type { World } from '../engine/world.ts';
import type { Setup, SetupOutcome } from '../ports.ts';
import { awaitSandbox } from './choose-sandbox.ts';
import { type Preflight, preflight } from './preflight.ts';

/** Tries what must work on the base before anything is recorded, as `preflight` does. */
export async function checkBase(options: RunOptions, home: string, world: World): Promise<Preflight> {
  await awaitSandbox(options.sandbox);
  return preflight(world, options, join(home, 'preflight'));
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
