import { randomBytes } from 'node:crypto';
import { lstat, mkdir, open, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { errorCode, ifMissing } from '../../system/error-code.ts';
import { errorText } from './disk.ts';
import { parentsOf } from './paths.ts';
import type { NewFile, PlannedChange } from './plan.ts';

/** `undone` is false where a path could not be put back; the reason then names it. */
export type Committed = { ok: true } | { ok: false; reason: string; undone: boolean };

interface Undo {
  /** What stays behind where the undoing fails. */
  what: string;
  run: () => Promise<void>;
}

/**
 * Makes all the changes below the folder, or none: new files are written whole beside their place, the old ones are
 * set aside, then all are renamed into place; an error on the way puts back what was there. Rejects only where the
 * changes stand but an old file that was set aside cannot be removed.
 */
export async function commitChanges(
  folder: string,
  changes: ReadonlyMap<string, PlannedChange>,
): Promise<Committed> {
  const undos: Undo[] = [];
  const staged: { path: string; place: string; temporary: string }[] = [];
  const aside: string[] = [];
  let current = '';
  try {
    for (const [path, { file }] of changes) {
      current = path;
      if (!file) continue;
      const place = join(folder, path);
      const temporary = join(await nearestFolder(dirname(place)), temporaryName());
      undos.push({
        what: `"${relative(folder, temporary)}" is left`,
        run: () => rm(temporary, { force: true }),
      });
      await writeNew(temporary, file);
      staged.push({ path, place, temporary });
    }
    for (const [path, { existed }] of changes) {
      current = path;
      if (existed) aside.push(...(await setAside(folder, path, undos)));
    }
    for (const { path, place, temporary } of staged) {
      current = path;
      await makeFolders(folder, path, undos);
      await rename(temporary, place);
      undos.push({ what: `"${path}" is new`, run: () => rename(place, temporary) });
    }
  } catch (error) {
    const lost = await undoAll(undos);
    const reason = `"${current}" cannot be written: ${errorText(error)}`;
    return {
      ok: false,
      reason: lost === '' ? reason : `${reason}. It could not all be put back: ${lost}`,
      undone: lost === '',
    };
  }
  for (const path of aside) await rm(path, { force: true });
  return { ok: true };
}

/** Short and apart from the file's own name, which may be as long as a name can be. */
function temporaryName(): string {
  return `.apply-patch-${randomBytes(8).toString('hex')}`;
}

async function writeNew(path: string, { bytes, mode }: NewFile): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    if (mode !== null) await file.chmod(mode);
  } finally {
    await file.close();
  }
}

/** Renames what stands at the path out of the way and returns its new path; what is gone already needs no way. */
async function setAside(folder: string, path: string, undos: Undo[]): Promise<string[]> {
  const place = join(folder, path);
  const aside = join(dirname(place), temporaryName());
  try {
    await rename(place, aside);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
  undos.push({ what: `"${path}" is kept as "${relative(folder, aside)}"`, run: () => rename(aside, place) });
  return [aside];
}

/** The folder itself, or the closest one above it that exists: the same file system, so that a rename suffices. */
async function nearestFolder(folder: string): Promise<string> {
  const stats = await lstat(folder).catch(ifMissing(null));
  return stats?.isDirectory() ? folder : nearestFolder(dirname(folder));
}

/** Makes the folders above a path one by one, so that each is known when the next cannot be made. */
async function makeFolders(folder: string, path: string, undos: Undo[]): Promise<void> {
  for (const parent of parentsOf(path)) {
    const place = join(folder, parent);
    try {
      await mkdir(place);
    } catch (error) {
      if (errorCode(error) === 'EEXIST') continue;
      throw error;
    }
    undos.push({ what: `the folder "${parent}" is new`, run: () => rmdir(place) });
  }
}

/** Undoes the latest first and goes on after a failure; returns what failed, '' where nothing did. */
async function undoAll(undos: readonly Undo[]): Promise<string> {
  const failures: string[] = [];
  for (const { what, run } of undos.toReversed()) {
    await run().catch((error) => failures.push(`${what}: ${errorText(error)}`));
  }
  return failures.join('; ');
}
