import { stat } from 'node:fs/promises';
import { commitChanges } from './commit.ts';
import { type Hunk, parsePatch } from './parse.ts';
import { type PatchedFile, planPatch } from './plan.ts';

/** `message` is for the model; where `ok` is false it says why, and that nothing was changed. */
export type PatchOutcome =
  | { ok: true; files: PatchedFile[]; message: string }
  | { ok: false; message: string };

/**
 * Applies a `*** Begin Patch` text to the files below a folder: all of it, or nothing. Paths are relative to the
 * folder, which may not be left, through symbolic links neither; `files` has one entry a hunk, in their order.
 */
export async function applyPatch(folder: string, patch: string): Promise<PatchOutcome> {
  const parsed = parsePatch(patch);
  return parsed.ok ? applyHunks(folder, parsed.hunks) : refused(parsed.reason);
}

/** Applies hunks that were parsed already, as `applyPatch` does. */
export async function applyHunks(folder: string, hunks: readonly Hunk[]): Promise<PatchOutcome> {
  const stats = await stat(folder).catch(() => null);
  if (!stats?.isDirectory()) return refused('the folder that it is for does not exist');
  const plan = await planPatch(folder, hunks);
  if (!plan.ok) return refused(plan.reason);
  const committed = await commitChanges(folder, plan.changes);
  if (committed.ok) return { ok: true, files: plan.files, message: successMessage(plan.files) };
  return committed.undone
    ? refused(committed.reason)
    : { ok: false, message: `The patch failed: ${committed.reason}.` };
}

function refused(reason: string): PatchOutcome {
  const end = reason.endsWith('\n') ? '' : '. ';
  return {
    ok: false,
    message: `The patch was refused: ${reason}${end}Nothing was changed; correct the patch and send all of it again.`,
  };
}

function successMessage(files: readonly PatchedFile[]): string {
  const list = (letter: string, changes: readonly PatchedFile['change'][]) =>
    files.filter((file) => changes.includes(file.change)).map((file) => `${letter} ${file.path}`);
  return [
    'Success. Updated the following files:',
    ...list('A', ['added']),
    ...list('M', ['modified', 'moved']),
    ...list('D', ['deleted']),
  ].join('\n');
}
