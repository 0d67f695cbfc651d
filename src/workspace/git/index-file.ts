import { statSync, utimesSync } from 'node:fs';
import { copyFile, stat } from 'node:fs/promises';
import type { TreeId } from '../../ports/view.ts';
import { asPath, joinNul, type PathBytes, splitNul } from './path-bytes.ts';
import { type GitPlace, gitLine, runGit } from './run-git.ts';

export interface IndexEntry {
  /** Octal, as git prints it: 100644, 100755, 120000 (symbolic link) or 160000 (submodule). */
  mode: string;
  objectId: string;
  /** 0, or 1 to 3 for the sides of a merge that is not resolved. */
  stage: number;
  path: PathBytes;
  /** Whether git was told to take it as unchanged, or as not there, without a look at the file. */
  isHidden: boolean;
}

/** A path that differs between two trees; a side that does not have it has mode 000000. */
export interface TreeChange {
  path: PathBytes;
  before: { mode: string; objectId: string };
  after: { mode: string; objectId: string };
}

/** Mode of an entry that names a commit of another repository. */
export const submoduleMode = '160000';
/** Mode of the side of a change that does not have the path. */
export const absentMode = '000000';

export const isRegularFile = (mode: string) => mode.startsWith('100');

/** All entries of the index, in its order. */
export async function listIndex(place: GitPlace): Promise<IndexEntry[]> {
  return splitNul(await runGit(place, ['ls-files', '--stage', '-v', '-z'])).map((record) => {
    const tab = record.indexOf('\t');
    const [tag = '', mode = '', objectId = '', stage = ''] = record.slice(0, tab).split(' ');
    return {
      mode,
      objectId,
      stage: Number(stage),
      path: asPath(record.slice(tab + 1)),
      isHidden: !'HM'.includes(tag),
    };
  });
}

/** What differs between two trees, file by file, without a search for renames. */
export async function listChanges(place: GitPlace, from: TreeId, to: TreeId): Promise<TreeChange[]> {
  return readChanges(await runGit(place, ['diff-tree', '-r', ...rawChanges, from, to]));
}

/** What differs between a tree and the index, as `listChanges` tells it. */
export async function listStaged(place: GitPlace, from: TreeId): Promise<TreeChange[]> {
  return readChanges(await runGit(place, ['diff-index', '--cached', ...rawChanges, from]));
}

/** Submodules too, whatever the repository's own files say of them: a nested repository must not be overlooked. */
const rawChanges = ['-z', '--raw', '--no-abbrev', '--no-renames', '--ignore-submodules=none'];

function readChanges(listing: Buffer): TreeChange[] {
  const records = splitNul(listing);
  const changes: TreeChange[] = [];
  for (let at = 0; at + 1 < records.length; at += 2) {
    const [before = '', after = '', idBefore = '', idAfter = ''] = (records[at] ?? '').slice(1).split(' ');
    changes.push({
      path: asPath(records[at + 1] ?? ''),
      before: { mode: before, objectId: idBefore },
      after: { mode: after, objectId: idAfter },
    });
  }
  return changes;
}

/** A path of the first tree that git finds under another name in the second, with at least half of its content. */
export interface TreeRename {
  from: PathBytes;
  to: PathBytes;
}

/** The files that were renamed between two trees: the old path is gone, the new one was not there before. */
export async function listRenames(place: GitPlace, from: TreeId, to: TreeId): Promise<TreeRename[]> {
  const args = ['diff-tree', '-r', '-z', '--name-status', '--find-renames=50%', '--diff-filter=R', from, to];
  const records = splitNul(await runGit(place, args));
  const renames: TreeRename[] = [];
  for (let at = 0; at + 2 < records.length; at += 3)
    renames.push({ from: asPath(records[at + 1] ?? ''), to: asPath(records[at + 2] ?? '') });
  return renames;
}

/** The files and links of a tree by path. */
export type TreeFiles = ReadonlyMap<PathBytes, { mode: string; objectId: string }>;

export async function listTree(place: GitPlace, tree: TreeId): Promise<TreeFiles> {
  const records = splitNul(await runGit(place, ['ls-tree', '-r', '-z', '--full-tree', tree]));
  return new Map(
    records.flatMap((record) => {
      const [, mode = '', objectId = '', path] = /^(\d+) blob ([0-9a-f]+)\t(.*)$/s.exec(record) ?? [];
      return path === undefined ? [] : [[asPath(path), { mode, objectId }] as const];
    }),
  );
}

/** Puts entries into the index as they are given; mode 000000 removes the path. */
export async function putEntries(
  place: GitPlace,
  entries: readonly { path: PathBytes; mode: string; objectId: string }[],
): Promise<void> {
  // Removals first: a file can't be put where the index still has a folder.
  const ordered = entries.toSorted((a, b) => Number(b.mode === absentMode) - Number(a.mode === absentMode));
  const lines = ordered.map(({ path, mode, objectId }) =>
    mode === absentMode ? `0 ${'0'.repeat(objectId.length)}\t${path}` : `${mode} ${objectId}\t${path}`,
  );
  await runGit(place, ['update-index', '-z', '--index-info'], joinNul(lines));
}

/** Makes git take these entries as unchanged without looking at the files. */
export async function holdEntries(place: GitPlace, paths: readonly PathBytes[]): Promise<void> {
  if (paths.length === 0) return;
  await runGit(place, ['update-index', '--skip-worktree', '-z', '--stdin'], joinNul(paths));
}

/** Writes the index as a tree. */
export const writeTree = (place: GitPlace): Promise<TreeId> => gitLine(place, ['write-tree']);

/** The id of the tree without files, which is written where it is missing. */
export const emptyTree = (place: GitPlace): Promise<TreeId> => gitLine(place, ['mktree'], '');

/** Size of an index file; 0 where there is none yet. */
export async function indexBytes(place: GitPlace): Promise<number> {
  return (await stat(place.indexFile ?? '').catch(() => null))?.size ?? 0;
}

/**
 * What tells one state of an index file from any later one: git never writes into the file but puts a new one, made
 * beside it, in its place. It leaves the file alone where no entry was changed.
 */
export async function indexStamp(place: GitPlace): Promise<string> {
  const { ino, size, mtimeNs, ctimeNs } = await stat(place.indexFile ?? '', { bigint: true });
  return [ino, size, mtimeNs, ctimeNs].join(' ');
}

/**
 * Copies an index so that git trusts no more of it than of the original: an entry that was written in the same tick
 * as the index is told by the index's own time, so that time is kept, cut to the second.
 */
export async function copyIndex(from: string, to: string): Promise<void> {
  const found = statSync(from);
  if (!found.isFile()) throw new Error(`${from} is no file`);
  await copyFile(from, to);
  const second = Math.floor(found.mtimeMs / 1000);
  utimesSync(to, second, second);
}
