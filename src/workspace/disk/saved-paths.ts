import { chmod, lstat, mkdir, readFile, readlink, rm, rmdir, symlink, writeFile } from 'node:fs/promises';
import { existsOnDisk } from '../../system/on-disk.ts';
import { onDisk, type PathBytes, parentOf } from '../git/path-bytes.ts';

type Content = { kind: 'file'; bytes: Buffer; mode: number } | { kind: 'link'; bytes: Buffer };

interface SavedPath {
  path: PathBytes;
  /** Null where there was nothing. */
  content: Content | null;
  /** The folders on the way that did not exist, deepest first. */
  missingFolders: PathBytes[];
}

/** Reads the files and links at these paths, and resolves with a function that puts them all back. */
export async function savePaths(root: string, paths: readonly PathBytes[]): Promise<() => Promise<void>> {
  const saved: SavedPath[] = [];
  for (const path of paths)
    saved.push({
      path,
      content: await readContent(onDisk(root, path)),
      missingFolders: await missingFolders(root, path),
    });
  return async () => {
    for (const entry of saved.filter(({ content }) => content === null)) await clear(root, entry);
    for (const { path, content } of saved) if (content !== null) await putBack(root, path, content);
  };
}

async function readContent(file: Buffer): Promise<Content | null> {
  const found = await lstat(file).catch(() => null);
  if (found?.isSymbolicLink()) return { kind: 'link', bytes: await readlink(file, { encoding: 'buffer' }) };
  if (found?.isFile()) return { kind: 'file', bytes: await readFile(file), mode: found.mode & 0o7777 };
  return null;
}

async function missingFolders(root: string, path: PathBytes): Promise<PathBytes[]> {
  const missing: PathBytes[] = [];
  for (let folder = parentOf(path); folder !== ''; folder = parentOf(folder))
    if (!(await existsOnDisk(onDisk(root, folder)))) missing.push(folder);
  return missing;
}

async function clear(root: string, { path, missingFolders }: SavedPath): Promise<void> {
  if ((await readContent(onDisk(root, path))) !== null) await rm(onDisk(root, path));
  for (const folder of missingFolders) await rmdir(onDisk(root, folder)).catch(() => {});
}

async function putBack(root: string, path: PathBytes, content: Content): Promise<void> {
  const file = onDisk(root, path);
  const now = await readContent(file);
  if (now !== null && isSame(now, content)) return;
  await rm(file, { force: true });
  await mkdir(onDisk(root, parentOf(path)), { recursive: true });
  if (content.kind === 'link') return symlink(content.bytes, file);
  await writeFile(file, content.bytes);
  await chmod(file, content.mode);
}

function isSame(a: Content, b: Content): boolean {
  const sameMode = a.kind === 'file' && b.kind === 'file' ? a.mode === b.mode : a.kind === b.kind;
  return sameMode && a.bytes.equals(b.bytes);
}
