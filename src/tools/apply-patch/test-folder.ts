import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { onTestFinished } from 'vitest';

/** A temporary folder with the files (text, or bytes), which is removed when the test ends. */
export async function makeFolder(files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'apply-patch-'));
  onTestFinished(async () => {
    await chmod(folder, 0o700);
    await rm(folder, { recursive: true });
  });
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

/** The text of each regular file by path, sorted. */
export async function readTexts(folder: string): Promise<Record<string, string>> {
  const texts: [string, string][] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) texts.push([relative(folder, path), await readFile(path, 'utf8')]);
  }
  return Object.fromEntries(texts.sort());
}

/** Everything in the folder, sorted: a line for each folder, file (permission bits, bytes), link and other entry. */
export async function snapshot(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true });
  const lines = entries.map(async (path) => {
    const place = join(folder, path);
    const stats = await lstat(place);
    const mode = (stats.mode & 0o777).toString(8);
    if (stats.isSymbolicLink()) return `${path} link ${await readlink(place)}`;
    if (stats.isFile()) return `${path} ${mode} ${await readFile(place, 'latin1')}`;
    return `${path} ${mode} ${stats.isDirectory() ? 'folder' : 'special'}`;
  });
  return (await Promise.all(lines)).sort();
}

/** Puts the lines between `*** Begin Patch` and `*** End Patch`. */
export function patchOf(...lines: readonly string[]): string {
  return ['*** Begin Patch', ...lines, '*** End Patch'].join('\n');
}
