import {
  chmod,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { existsOnDisk } from '../../system/on-disk.ts';
import {
  asPath,
  baseName,
  onDisk,
  type PathBytes,
  parentOf,
  pathIn,
  pathOf,
  toPathBytes,
} from '../git/path-bytes.ts';

/** A file in a dependency folder that names the place where the folder was made, and would lead back there. */
export interface Located {
  /** The dependency folder that it is in. */
  folder: string;
  path: PathBytes;
  /** For a symbolic link, the path below the top that it leads to; null for a text. */
  leadsTo: PathBytes | null;
}

/**
 * Finds what in a dependency folder, copied to `keptRoot`, names `madeAt`: links by an absolute path or out of the
 * top and in again, and the texts by which Python and the programs of packages find their files.
 */
export async function findLocated(keptRoot: string, folder: string, madeAt: string): Promise<Located[]> {
  const found: Located[] = [];
  const visit = async (path: PathBytes) => {
    const entries = await readdir(onDisk(keptRoot, path), { withFileTypes: true, encoding: 'buffer' });
    for (const entry of entries) {
      const inside = pathIn(path, pathOf(entry.name));
      if (entry.isDirectory()) await visit(inside);
      else if (entry.isSymbolicLink()) {
        const leadsTo = await leadsBack(onDisk(keptRoot, inside), inside, madeAt);
        if (leadsTo !== null) found.push({ folder, path: inside, leadsTo });
      } else if (entry.isFile() && mayNamePlaces(inside)) {
        const text = await readText(onDisk(keptRoot, inside));
        if (placePattern(madeAt).test(text)) found.push({ folder, path: inside, leadsTo: null });
      }
    }
  };
  await visit(toPathBytes(folder));
  return found;
}

/** Makes everything that names `madeAt` name `seenAt`: reads it below the top `from`, and writes it below `to`. */
export async function relocate(
  { from, to }: { from: string; to: string },
  located: readonly Located[],
  madeAt: string,
  seenAt: string,
): Promise<void> {
  if (madeAt === seenAt) return;
  for (const { path, leadsTo } of located) {
    const [old, file] = [onDisk(from, path), onDisk(to, path)];
    if (leadsTo !== null) {
      await makeFolders({ from, to }, path);
      await rm(file, { force: true });
      await symlink(leadsTo === '' ? Buffer.from(seenAt) : onDisk(seenAt, leadsTo), file);
      continue;
    }
    const { mode } = await lstat(old);
    const text = await readText(old);
    const moved = text.replace(placePattern(madeAt), () => toPathBytes(seenAt));
    await makeFolders({ from, to }, path);
    // A file of its own: it may be read-only, or have a second name.
    await rm(file, { force: true });
    await writeFile(file, moved, { encoding: 'latin1', mode: mode & 0o777 });
  }
}

/** Makes the folders around a path that are missing below `to`, with the modes that they have below `from`. */
async function makeFolders({ from, to }: { from: string; to: string }, path: PathBytes): Promise<void> {
  const folder = parentOf(path);
  if (folder === '' || (await existsOnDisk(onDisk(to, folder)))) return;
  await makeFolders({ from, to }, folder);
  await mkdir(onDisk(to, folder));
  // As the process's mask does not ask for.
  await chmod(onDisk(to, folder), (await lstat(onDisk(from, folder))).mode & 0o7777);
}

/** Where below the top a link leads that, moved along with its folder, would still lead to the old place. */
async function leadsBack(link: Buffer, path: PathBytes, madeAt: string): Promise<PathBytes | null> {
  const target = (await readlink(link, { encoding: 'buffer' })).toString('latin1');
  const top = toPathBytes(madeAt);
  const from = dirname(path);
  if (!isAbsolute(target) && !join(from, target).startsWith('..')) return null;
  const absolute = resolve(top, from, target);
  const below = belowTop(absolute, top);
  if (below !== null) return below;
  // The checkout may be known by a second path, through a link.
  const real = await realpath(Buffer.from(absolute, 'latin1'), { encoding: 'buffer' }).catch(() => null);
  return real === null ? null : belowTop(pathOf(real), top);
}

function belowTop(path: string, top: string): PathBytes | null {
  const below = relative(top, path);
  return below === '..' || below.startsWith('../') ? null : asPath(below);
}

const programFolders = ['bin', '.bin', 'Scripts'];
const placeFiles = /\.(pth|egg-link)$|^__editable__.*\.py$|^(pyvenv\.cfg|direct_url\.json|\.modules\.yaml)$/;

function mayNamePlaces(path: PathBytes): boolean {
  return placeFiles.test(baseName(path)) || programFolders.includes(baseName(dirname(path)));
}

/** Larger files are compiled programs. */
const textBytesMax = 1 << 20;

/** The file's bytes, one character each; '' for one that is no text. */
async function readText(file: Buffer): Promise<string> {
  if ((await lstat(file)).size > textBytesMax) return '';
  const text = (await readFile(file)).toString('latin1');
  return text.includes('\0') ? '' : text;
}

/** The path as a whole: `/home/me/shop` does not stand in `/home/me/shop-2`. */
function placePattern(place: string): RegExp {
  const literal = toPathBytes(place).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return new RegExp(`(?<![\\w.\\x80-\\xff-])${literal}(?![\\w.\\x80-\\xff-])`, 'g');
}
