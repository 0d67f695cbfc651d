import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { commandResultSchema } from '../core/events.ts';
import { isAmbiguous, isKeepable, type KeptRun, type MeasuredPlace } from '../core/evidence/kept-run.ts';
import type { KeptRuns } from '../ports/kept-measurements.ts';
import type { TreeId } from '../ports/view.ts';
import { markUsed } from '../system/kept-entries.ts';
import { makeFolders } from '../system/make-folders.ts';
import { replaceFileUnsynced } from '../system/replace-file.ts';

/** Raised when what was kept before must not be used any more. */
const formatVersion = 1;

const entrySchema = z.object({
  /** What the machine's toolchains and the dependencies were like. */
  mark: z.string(),
  runs: z.array(z.object({ run: z.array(commandResultSchema), beside: z.number() })),
  /** They came out differently: nothing is told of these files and commands any more. */
  ambiguous: z.boolean(),
});
type Entry = z.infer<typeof entrySchema>;

/** What a result follows from beside files and commands. */
export interface RunSituation {
  /** What is known without a look at the disk: version, folder, sandbox, variables, time limit. */
  parts: readonly string[];
  /**
   * Toolchains, what a tree says about dependencies, and these as they lie there. Null where they can't be told, or have changed since this
   * process began, so that a run may have seen them otherwise. It takes time.
   */
  mark: (tree: TreeId) => Promise<string | null>;
}

/** Keeps runs below `folder`, for others with the same files, commands, dependencies and toolchains. */
export function createRunStore(folder: string, situation: RunSituation): KeptRuns {
  /** How many runs of each place this process has taken from here, or brought here. */
  const counted = new Map<string, number>();
  let last: Promise<unknown> = Promise.resolve();

  function pathOf({ tree, commands }: MeasuredPlace): string {
    const key = JSON.stringify([formatVersion, tree, commands, situation.parts]);
    return join(folder, `${createHash('sha256').update(key).digest('hex')}.json`);
  }

  async function recall(place: MeasuredPlace, earlier: number, times: number) {
    const path = pathOf(place);
    const from = Math.max(earlier, counted.get(path) ?? 0);
    // Whoever asks next, while this is looked at, asks for the runs after these.
    counted.set(path, from + times);
    const entry = await read(path);
    const found = entry === null || entry.ambiguous ? [] : upToFailed(entry.runs.slice(from, from + times));
    const isWhole = found.length === times || found.at(-1)?.run.some(({ exit_code }) => exit_code !== 0);
    if (entry === null || !isWhole || entry.mark !== (await situation.mark(place.tree))) return null;
    await markUsed(path);
    return found;
  }

  async function keep(place: MeasuredPlace, added: readonly KeptRun[]): Promise<void> {
    if (added.length === 0 || !added.every(({ run }) => isKeepable(run))) return;
    const [path, mark] = [pathOf(place), await situation.mark(place.tree)];
    if (mark === null) return;
    const known = await read(path);
    const runs = known?.mark === mark ? [...known.runs, ...added] : [...added];
    const ambiguous = (known?.mark === mark && known.ambiguous) || isAmbiguous(runs);
    const plain = runs.map(({ run, beside }) => ({ run: [...run], beside }));
    await makeFolders(folder);
    const entry: Entry = { mark, runs: ambiguous ? [] : plain, ambiguous };
    await replaceFileUnsynced(path, `${JSON.stringify(entry)}\n`);
  }

  return {
    recall,
    keep(place, added) {
      // Two that end at the same time are kept both.
      const kept = last.then(() => keep(place, added));
      last = kept.catch(() => undefined);
      return kept;
    },
  };
}

function upToFailed(runs: readonly KeptRun[]): readonly KeptRun[] {
  const at = runs.findIndex(({ run }) => run.some(({ exit_code }) => exit_code !== 0));
  return at === -1 ? runs : runs.slice(0, at + 1);
}

/** Null where there is no such file, or none that can be read: what it says can be measured again. */
async function read(path: string): Promise<Entry | null> {
  try {
    return entrySchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return null;
  }
}

/** Where nothing can be relied on. */
export const noKeptRuns: KeptRuns = { recall: async () => null, keep: async () => undefined };
