import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { constants, copyFile, lstat, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isFileBelow } from '../disk/leads-through-folders.ts';
import type { IndexEntry } from '../git/index-file.ts';
import { isRegularFile } from '../git/index-file.ts';
import { asPath, baseName, joinNul, onDisk, type PathBytes, splitNul } from '../git/path-bytes.ts';
import { type GitPlace, runGit, usersAttributes } from '../git/run-git.ts';

/** A file of the base whose blob is not its content: a filter (Git LFS, git-crypt) stands between the two. */
export interface FilteredFile {
  path: PathBytes;
  mode: string;
  objectId: string;
  /** SHA-256 (hex) of the content that the user has on disk, a copy of which views are given. */
  sha256: string;
  /** Name of that copy. */
  copy: string;
}

export const isAttributesFile = (path: PathBytes) => baseName(path) === '.gitattributes';

/** The text of all attributes that apply in the work tree: cheaper to search than to ask git about each path. */
export async function readAttributes(place: GitPlace, entries: readonly IndexEntry[]): Promise<string> {
  const general = [join(place.gitDir, 'info', 'attributes'), join(place.gitDir, usersAttributes)];
  const texts: Buffer[] = await Promise.all(
    general.map((path) => readFile(path).catch(() => Buffer.alloc(0))),
  );
  for (const { path, objectId } of entries.filter((entry) => isAttributesFile(entry.path))) {
    const top = place.workTree ?? '';
    const isThere = await isFileBelow(top, path);
    texts.push(
      isThere ? await readFile(onDisk(top, path)) : await runGit(place, ['cat-file', 'blob', objectId]),
    );
  }
  return Buffer.concat(texts).toString('latin1');
}

/** The name of the filter of each path that has one. */
export async function filtersOf(
  place: GitPlace,
  paths: readonly PathBytes[],
): Promise<Map<PathBytes, string>> {
  const found = new Map<PathBytes, string>();
  if (paths.length === 0) return found;
  const records = splitNul(await runGit(place, ['check-attr', '-z', '--stdin', 'filter'], joinNul(paths)));
  for (let at = 0; at + 2 < records.length; at += 3) {
    const value = records[at + 2] ?? '';
    if (!['unspecified', 'unset', 'set'].includes(value)) found.set(asPath(records[at] ?? ''), value);
  }
  return found;
}

/** Those of the entries that differ from the file on disk, as far as that can be told without running the filter. */
export async function changedFiltered(
  place: GitPlace,
  entries: readonly IndexEntry[],
): Promise<IndexEntry[]> {
  const recorded = await recordedStats(place);
  const changed: IndexEntry[] = [];
  for (const entry of entries) {
    const file = onDisk(place.workTree ?? '', entry.path);
    const now = await lstat(file, { bigint: true });
    const then = recorded.get(entry.path);
    const same =
      then?.size === (now.size & 0xffffffffn) &&
      then.seconds === now.mtimeNs / 1_000_000_000n &&
      (then.nanoseconds === 0n || then.nanoseconds === now.mtimeNs % 1_000_000_000n);
    if (!same && !(await standsFor(place, entry, file, now.size))) changed.push(entry);
  }
  return changed;
}

/** Copies the user's content of these files to `folder`. */
export async function keepFiltered(
  workTree: string,
  entries: readonly IndexEntry[],
  folder: string,
): Promise<FilteredFile[]> {
  if (entries.length > 0) await mkdir(folder, { recursive: true });
  const kept: FilteredFile[] = [];
  for (const { path, mode, objectId } of entries) {
    const copy = String(kept.length + 1);
    await copyFile(onDisk(workTree, path), join(folder, copy), constants.COPYFILE_FICLONE);
    kept.push({ path, mode, objectId, sha256: await sha256OfFile(join(folder, copy)), copy });
  }
  return kept;
}

/** SHA-256 of a file's content, in hex. */
export const sha256OfFile = (file: string | Buffer) => digest(file, createHash('sha256'));

/** Whether the blob is the file itself (its filter did not run), or an LFS pointer to it. */
async function standsFor(place: GitPlace, entry: IndexEntry, file: Buffer, size: bigint): Promise<boolean> {
  if (!isRegularFile(entry.mode)) return false;
  const format = entry.objectId.length === 40 ? 'sha1' : 'sha256';
  if ((await digest(file, createHash(format).update(`blob ${size}\0`))) === entry.objectId) return true;
  const blob = (await runGit(place, ['cat-file', 'blob', entry.objectId])).toString('latin1', 0, 1024);
  const pointer = /^version https:\/\/git-lfs[^\n]*\n(?:[^\n]*\n)*?oid sha256:([0-9a-f]{64})\n/.exec(blob);
  return pointer !== null && pointer[1] === (await sha256OfFile(file));
}

async function digest(file: string | Buffer, hash: Hash): Promise<string> {
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

interface RecordedStat {
  seconds: bigint;
  nanoseconds: bigint;
  size: bigint;
}

/** What the index knows of each file: git itself would hash a file whose blob the filter has made. */
async function recordedStats(place: GitPlace): Promise<Map<PathBytes, RecordedStat>> {
  const listing = (await runGit(place, ['ls-files', '--debug', '-z'])).toString('latin1');
  const record =
    /([^\0]+)\0 {2}ctime: \d+:\d+\n {2}mtime: (\d+):(\d+)\n {2}dev: \d+\tino: \d+\n {2}uid: \d+\tgid: \d+\n {2}size: (\d+)\tflags: [0-9a-f]+\n/g;
  const stats = new Map<PathBytes, RecordedStat>();
  for (const [, path = '', seconds = '', nanoseconds = '', size = ''] of listing.matchAll(record))
    stats.set(asPath(path), {
      seconds: BigInt(seconds),
      nanoseconds: BigInt(nanoseconds),
      size: BigInt(size),
    });
  return stats;
}
