import type { TreeId } from '../ports.ts';
import { type GitPlace, runGit } from './git.ts';
import { shownPath, splitNul } from './path-bytes.ts';

/** What any diff is made without: programs that attributes or settings may name. */
const plain = ['--no-ext-diff', '--no-textconv', '--ignore-submodules=all'];

/** The difference between two trees as git shows it, renames included; binary files are only named. */
export async function diffText(place: GitPlace, from: TreeId, to: TreeId, color: boolean): Promise<string> {
  const args = ['diff', ...plain, `--color=${color ? 'always' : 'never'}`, from, to];
  return (await runGit(place, args)).toString();
}

/** The difference in a form that `git apply` can apply exactly, binary files included. */
export function diffPatch(place: GitPlace, from: TreeId, to: TreeId): Promise<Buffer> {
  return runGit(place, [
    'diff',
    ...plain,
    '--color=never',
    '--no-renames',
    '--binary',
    '--full-index',
    from,
    to,
  ]);
}

/** The paths that differ between two trees, sorted by their bytes, as git names them. */
export async function changedPaths(place: GitPlace, from: TreeId, to: TreeId): Promise<string[]> {
  const args = ['diff-tree', '-r', '-z', '--name-only', '--no-renames', from, to];
  return splitNul(await runGit(place, args))
    .toSorted()
    .map(shownPath);
}
