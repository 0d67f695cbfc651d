import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readObjects } from './objects.ts';
import { type GitPlace, runGit } from './run-git.ts';

/** The contents of blobs, one character a byte, in the order of the ids. */
export async function readBlobs(place: GitPlace, ids: readonly string[]): Promise<string[]> {
  const blobs = ids.length === 0 ? [] : await readObjects(place, ids);
  return blobs.map((blob) => blob?.content.toString('latin1') ?? '');
}

/** Writes contents, one character a byte, as blobs; `scratch` is a folder for their files on the way. */
export async function writeBlobs(
  place: GitPlace,
  scratch: string,
  contents: readonly string[],
): Promise<string[]> {
  const folder = join(scratch, 'blobs');
  await mkdir(folder, { recursive: true });
  const files = contents.map((_, index) => join(folder, String(index)));
  for (const [index, file] of files.entries())
    await writeFile(file, Buffer.from(contents[index] ?? '', 'latin1'));
  return hashFiles(place, files);
}

/** Writes files on disk as blobs, byte for byte. A path must not hold a newline. */
export async function hashFiles(place: GitPlace, files: readonly string[]): Promise<string[]> {
  if (files.length === 0) return [];
  const input = files.map((file) => `${file}\n`).join('');
  const ids = await runGit(place, ['hash-object', '-w', '--no-filters', '--stdin-paths'], input);
  return ids.toString().trim().split('\n');
}
