import { isUtf8 } from 'node:buffer';
import { errorText, lookAt, readRegularFile } from './disk.ts';
import { editFile } from './edit.ts';
import { describeHunk, type Hunk } from './parse.ts';
import { checkPath, parentsOf } from './paths.ts';

/** A file's content to be; `mode` is its permission bits, null for those of any new file. */
export interface NewFile {
  bytes: Buffer;
  mode: number | null;
}

/** What is to become of one path: a null file goes away. */
export interface PlannedChange {
  /** Whether something stands there now. */
  existed: boolean;
  /** Permission bits of the file that stands there now; null where none does. */
  mode: number | null;
  file: NewFile | null;
}

/** What one hunk did. `path` is where the file is now. */
export type PatchedFile =
  | { path: string; change: 'added' | 'modified' | 'deleted' }
  | { path: string; change: 'moved'; from: string };

/** All changes by path, worked out but not made, or the reason why the patch does not apply. */
export type Plan =
  | { ok: true; changes: ReadonlyMap<string, PlannedChange>; files: PatchedFile[] }
  | { ok: false; reason: string };

/** The folder as the hunks so far leave it: what is not in `changes` is as it is on the disk. */
interface Tree {
  folder: string;
  changes: Map<string, PlannedChange>;
}

/** `mode` is the permission bits of the file that is there, or was there before this patch. */
type Found = { kind: 'absent' | 'link' | 'file'; mode: number | null };
type FileStep = { ok: true; file: PatchedFile } | { ok: false; reason: string };

/** Works out what the hunks do, each on what the ones before it leave. Reads files and changes nothing. */
export async function planPatch(folder: string, hunks: readonly Hunk[]): Promise<Plan> {
  const tree: Tree = { folder, changes: new Map() };
  const files: PatchedFile[] = [];
  for (const [index, hunk] of hunks.entries()) {
    const step = await planHunk(tree, hunk).catch((error) =>
      refuse(hunk.path, `cannot be read: ${errorText(error)}`),
    );
    if (!step.ok) return { ok: false, reason: `${describeHunk(hunk, index + 1)}: ${step.reason}` };
    files.push(step.file);
  }
  return { ok: true, changes: tree.changes, files };
}

async function planHunk(tree: Tree, hunk: Hunk): Promise<FileStep> {
  const checked = checkPath(hunk.path);
  if (!checked.ok) return checked;
  const { path } = checked;
  const found = await find(tree, path);
  if ('reason' in found) return refuse(path, found.reason);
  if (hunk.kind === 'delete') {
    if (found.kind === 'absent') return refuse(path, 'does not exist, so it cannot be deleted');
    put(tree, path, found, null);
    return { ok: true, file: { path, change: 'deleted' } };
  }
  if (found.kind === 'link') return refuse(path, linkReason);
  if (hunk.kind === 'update') return planUpdate(tree, path, found, hunk);
  if (found.kind === 'file') return refuse(path, existsReason);
  const text = hunk.lines.map((line) => `${line}\n`).join('');
  if (text.includes('\ufffd') && (await replacesOtherBytes(tree, path))) return refuse(path, rewriteReason);
  put(tree, path, found, { bytes: Buffer.from(text, 'utf8'), mode: found.mode });
  return { ok: true, file: { path, change: 'added' } };
}

/** Whether a file that is not UTF-8 stands at the path: one that is deleted first, to be written anew. */
async function replacesOtherBytes({ folder, changes }: Tree, path: string): Promise<boolean> {
  if (!changes.get(path)?.existed || (await lookAt(folder, path)).kind !== 'file') return false;
  return !isUtf8(await readRegularFile(folder, path));
}

async function planUpdate(
  tree: Tree,
  path: string,
  found: Found,
  { moveTo, chunks }: Extract<Hunk, { kind: 'update' }>,
): Promise<FileStep> {
  if (found.kind !== 'file') return refuse(path, 'does not exist, so it cannot be updated');
  const original = tree.changes.get(path)?.file?.bytes ?? (await readRegularFile(tree.folder, path));
  const edited = editFile(original, chunks);
  if (!edited.ok) return edited;
  const file = { bytes: edited.bytes, mode: found.mode };
  if (moveTo === null) {
    put(tree, path, found, file);
    return { ok: true, file: { path, change: 'modified' } };
  }
  const target = checkPath(moveTo);
  if (!target.ok) return { ok: false, reason: `*** Move to: ${target.reason}` };
  if (target.path === path)
    return refuse(path, 'is to be moved onto itself; leave out "*** Move to:" to edit it in place');
  const there = await find(tree, target.path);
  if ('reason' in there) return refuse(target.path, there.reason);
  if (there.kind === 'link') return refuse(target.path, linkReason);
  if (there.kind === 'file') return refuse(target.path, existsReason);
  put(tree, path, found, null);
  put(tree, target.path, there, file);
  return { ok: true, file: { path: target.path, change: 'moved', from: path } };
}

const existsReason =
  'exists already and is not overwritten; change it with "*** Update File:", or have "*** Delete File:" for it stand above this hunk';

const rewriteReason =
  'is not UTF-8, and U+FFFD in its new lines would stand in the place of its own bytes; change single lines with "*** Update File:", or edit its bytes with a command';
const linkReason =
  'is a symbolic link, which is never written through; edit the file it leads to, or delete the link';

function refuse(path: string, why: string): { ok: false; reason: string } {
  return { ok: false, reason: `"${path}" ${why}` };
}

function put(tree: Tree, path: string, found: Found, file: NewFile | null): void {
  const before = tree.changes.get(path) ?? { existed: found.kind !== 'absent', mode: found.mode };
  tree.changes.set(path, { ...before, file });
}

/** What stands under a path after the hunks so far, or why no file can be read or written there. */
async function find(tree: Tree, path: string): Promise<Found | { reason: string }> {
  const change = tree.changes.get(path);
  if (change?.file) return { kind: 'file', mode: change.file.mode };
  if (change) return { kind: 'absent', mode: change.mode };
  for (const [other, { file }] of tree.changes) {
    if (file && other.startsWith(`${path}/`)) return { reason: 'is a folder' };
  }
  for (const parent of parentsOf(path)) {
    const kind = await kindOfParent(tree, parent);
    if (kind === 'absent') return { kind, mode: null };
    if (kind === 'link') return { reason: `lies behind "${parent}", a symbolic link, which is not followed` };
    if (kind !== 'folder') return { reason: `cannot be there: "${parent}" is not a folder` };
  }
  const entry = await lookAt(tree.folder, path);
  if (entry.kind === 'folder') return { reason: 'is a folder' };
  if (entry.kind === 'special') return { reason: 'is not a regular file (a FIFO, a socket or a device)' };
  return entry.kind === 'file' ? entry : { kind: entry.kind, mode: null };
}

async function kindOfParent(
  tree: Tree,
  parent: string,
): Promise<'absent' | 'file' | 'folder' | 'link' | 'special'> {
  const change = tree.changes.get(parent);
  if (change) return change.file ? 'file' : 'absent';
  return (await lookAt(tree.folder, parent)).kind;
}
