import type { TreeId } from '../../ports/view.ts';
import { shownPath, splitPaths } from './path-bytes.ts';
import { type GitPlace, gitLine, runGit } from './run-git.ts';

/** What any diff is made without: programs that attributes or settings may name. */
export const plainDiff = ['--no-ext-diff', '--no-textconv', '--ignore-submodules=all'];

/** The difference between two trees as git shows it, renames included; binary files are only named. */
export async function diffText(place: GitPlace, from: TreeId, to: TreeId): Promise<string> {
  const args = ['diff', ...plainDiff, '--color=never', from, to];
  return (await runGit(place, args)).toString();
}

/** The difference in a form that `git apply` can apply exactly, binary files included. */
export function diffPatch(place: GitPlace, from: TreeId, to: TreeId): Promise<Buffer> {
  return runGit(place, [
    'diff',
    ...plainDiff,
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
  return splitPaths(await runGit(place, args))
    .toSorted()
    .map(shownPath);
}

/** The paths that `to` has and `from` has not, sorted, as git names them: of files, links and nested repositories. */
export async function addedPaths(place: GitPlace, from: TreeId, to: TreeId): Promise<string[]> {
  const args = ['diff-tree', '-r', '-z', '--name-only', '--no-renames', '--diff-filter=A', from, to];
  return splitPaths(await runGit(place, args)).map(shownPath);
}

/**
 * What `to` adds to the files of `from`, by path. Every file counts as text, one character a byte, so that a search
 * for known values sees all of them; a link's is its target.
 */
export async function addedContent(place: GitPlace, from: TreeId, to: TreeId): Promise<Map<string, string>> {
  const args = ['diff', ...plainDiff, '--color=never', '--no-renames', '--text', '--unified=0', from, to];
  const added = new Map<string, string>();
  const paths = await changedPaths(place, from, to);
  let file = -1;
  let inHunk = false;
  for (const line of (await runGit(place, args)).toString('latin1').split('\n')) {
    if (line.startsWith('diff --git ')) {
      file += 1;
      inHunk = false;
    } else if (line.startsWith('@@ ')) inHunk = true;
    else if (inHunk && line.startsWith('+')) {
      const path = paths[file] ?? '';
      added.set(path, `${added.get(path) ?? ''}${line.slice(1)}\n`);
    }
  }
  return added;
}

/**
 * The lines of a blob that another one does not have, counted from 1, the last one included; null stands for one without
 * lines. What differs in the amount of white space alone counts as the same.
 */
export async function addedLines(
  place: GitPlace,
  from: string | null,
  to: string,
): Promise<{ from: number; to: number }[]> {
  const old = from ?? (await gitLine(place, ['hash-object', '-w', '--stdin'], ''));
  const args = [
    'diff',
    ...plainDiff,
    '--color=never',
    '--text',
    '--ignore-space-change',
    '--unified=0',
    old,
    to,
  ];
  const heads = (await runGit(place, args)).toString('latin1').matchAll(/^@@ -\S+ \+(\d+)(?:,(\d+))? @@/gm);
  return [...heads].flatMap(([, first, count]) => {
    const lines = Number(count ?? 1);
    return lines === 0 ? [] : [{ from: Number(first), to: Number(first) + lines - 1 }];
  });
}
