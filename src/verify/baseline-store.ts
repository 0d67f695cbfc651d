import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { commandResultSchema } from '../core/events.ts';
import { alterationSchema } from '../core/evidence/alteration.ts';
import type { Baseline } from '../core/evidence/kept-run.ts';
import type { Baselines } from '../ports/kept-measurements.ts';
import type { TreeId } from '../ports/view.ts';
import { markUsed } from '../system/kept-entries.ts';
import { makeFolders } from '../system/make-folders.ts';
import { replaceFileUnsynced } from '../system/replace-file.ts';

/** Raised when what was kept before must not be used any more. */
const formatVersion = 3;

const run = z.array(commandResultSchema);
const baselineSchema = z.object({
  runs: z.array(run).min(1),
  canary: run.nullable(),
  altered: alterationSchema.nullable(),
});

/**
 * Keeps what one run has measured at its base for others with the same files, commands and dependencies, below `folder`.
 * `situation` is whatever else the results follow from, such as the folder and the sandbox.
 */
export function createBaselineStore(
  folder: string,
  situation: readonly string[],
  dependenciesKey: (tree: TreeId) => Promise<string>,
): Baselines {
  async function pathOf(tree: TreeId, commands: readonly string[]): Promise<string> {
    const key = JSON.stringify([formatVersion, tree, commands, situation, await dependenciesKey(tree)]);
    return join(folder, `${createHash('sha256').update(key).digest('hex')}.json`);
  }
  return {
    async recall(tree, commands) {
      const path = await pathOf(tree, commands);
      await markUsed(path);
      return read(path);
    },
    async remember(tree, commands, baseline) {
      // Where nothing passed, the machine may have lacked something that is there the next time.
      if (!baseline.runs.some(isClean)) return;
      const path = await pathOf(tree, commands);
      const known = await read(path);
      if (known !== null && known.runs.length > baseline.runs.length) return;
      await makeFolders(folder);
      await replaceFileUnsynced(path, `${JSON.stringify(baseline)}\n`);
    },
  };
}

function isClean(results: Baseline['runs'][number]): boolean {
  return results.every(({ exit_code, tests }) => exit_code === 0 && (tests?.problems.length ?? 0) === 0);
}

/** Null where there is no such file, or none that can be read: what it says can be measured again. */
async function read(path: string): Promise<Baseline | null> {
  try {
    return baselineSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return null;
  }
}
