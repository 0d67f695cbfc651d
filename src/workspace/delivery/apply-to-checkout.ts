import type { TreeId } from '../../ports/view.ts';
import { savePaths } from '../disk/saved-paths.ts';
import { listChanges } from '../git/index-file.ts';
import { type GitPlace, tryGit } from '../git/run-git.ts';
import { diffPatch } from '../git/tree-diff.ts';

/** What became of the user's files: the changes are there now, were there before, or are not; the reason is a sentence. */
export type ApplyOutcome =
  | { kind: 'applied' }
  | { kind: 'already there' }
  | { kind: 'refused'; reason: string };

const apply = ['apply', '--whitespace=nowarn'];

/**
 * Brings the changes from `base` to `result` into the user's files as uncommitted changes, all or none. `place` has
 * the user's checkout as its work tree; the user's index is neither read nor written.
 */
export async function applyToCheckout(place: GitPlace, base: TreeId, result: TreeId): Promise<ApplyOutcome> {
  const patch = await diffPatch(place, base, result);
  if (patch.length === 0) return { kind: 'applied' };
  const check = await tryGit(place, [...apply, '--check', '-'], patch);
  if (check.exitCode !== 0) {
    const reversed = await tryGit(place, [...apply, '--check', '--reverse', '-'], patch);
    if (reversed.exitCode === 0) return { kind: 'already there' };
    return {
      kind: 'refused',
      reason: `The result does not apply (${saidBy(check.stderr)}): nothing was changed.`,
    };
  }
  const paths = (await listChanges(place, base, result)).map(({ path }) => path);
  const putBack = await savePaths(place.workTree ?? '', paths);
  const applied = await tryGit(place, [...apply, '-'], patch);
  if (applied.exitCode === 0) return { kind: 'applied' };
  await putBack();
  return {
    kind: 'refused',
    reason: `The result could not be written (${saidBy(applied.stderr)}): the files were put back as they were.`,
  };
}

function saidBy(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.startsWith('error: '));
  const shown = lines.slice(0, 5).map((line) => line.slice('error: '.length));
  if (lines.length > shown.length) shown.push(`and ${lines.length - shown.length} more`);
  return shown.join('; ') || stderr.slice(0, 500);
}
