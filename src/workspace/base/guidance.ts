import { withoutByteOrderMark } from '../../core/text/byte-order-mark.ts';
import type { TreeId } from '../../ports/view.ts';
import type { TreeFiles } from '../git/index-file.ts';
import { baseName, lineInput, type PathBytes, shownPath } from '../git/path-bytes.ts';
import type { GitPlace } from '../git/run-git.ts';
import { runGit } from '../git/run-git.ts';

/** One AGENTS.md, by its path from the top. */
export interface Guidance {
  path: string;
  text: string;
}

/**
 * The AGENTS.md files of a tree with these files, the root's first, then by path. A symbolic link is followed within
 * the tree. Nothing on disk is read: a file that changed since does not speak.
 */
export async function readGuidance(place: GitPlace, tree: TreeId, files: TreeFiles): Promise<Guidance[]> {
  const paths = [...files.keys()]
    // Git is asked line by line.
    .filter((path) => baseName(path) === 'AGENTS.md' && !path.includes('\n'))
    .toSorted(rootFirst);
  if (paths.length === 0) return [];
  const request = lineInput(paths.map((path) => `${tree}:${path}`));
  const answers = await runGit(place, ['cat-file', '--batch', '--follow-symlinks'], request);
  return readFileAnswers(answers, paths);
}

function rootFirst(a: PathBytes, b: PathBytes): number {
  const byDepth = Number(a.includes('/')) - Number(b.includes('/'));
  return byDepth !== 0 ? byDepth : a < b ? -1 : 1;
}

/** Each answer is a line with its size last, the content and a newline; one for a link that leads nowhere is left out. */
function readFileAnswers(answers: Buffer, paths: readonly PathBytes[]): Guidance[] {
  const guidance: Guidance[] = [];
  let at = 0;
  for (const path of paths) {
    const end = answers.indexOf('\n', at);
    const header = answers.toString('latin1', at, end);
    const [, kind, size] =
      /^(?:[0-9a-f]+ (blob|tree) |(?:dangling|symlink|loop|notdir) )(\d+)$/.exec(header) ?? [];
    at = end + 1;
    if (size === undefined) continue;
    if (kind === 'blob')
      guidance.push({
        path: shownPath(path),
        text: withoutByteOrderMark(answers.toString('utf8', at, at + Number(size))),
      });
    at += Number(size) + 1;
  }
  return guidance;
}
