import type { GitPlace } from '../git/run-git.ts';
import { runGit } from '../git/run-git.ts';

/** A branch of the user's repository. */
export interface Branch {
  name: string;
  tip: string;
  /** Whether a worktree of the user's stands on it: moved, it would make all files there look changed. */
  isCheckedOut: boolean;
}

/** The branches that deliveries of a run have made, in their order: its own, then those beside it. */
export async function deliveredBranches(users: GitPlace, branch: string): Promise<Branch[]> {
  const format = '--format=%(objectname) %(refname:lstrip=2) %(worktreepath)';
  const patterns = [`refs/heads/${branch}`, `refs/heads/${besideName(branch, 1)}*`];
  const lines = (await runGit(users, ['for-each-ref', format, ...patterns])).toString().split('\n');
  const found = lines.slice(0, -1).map((line) => {
    const [, tip = '', name = '', worktree = ''] = /^(\S+) (\S+) (.*)$/.exec(line) ?? [];
    return { name, tip, isCheckedOut: worktree !== '' };
  });
  const inOrder: Branch[] = [];
  for (let count = 0; ; count += 1) {
    const next = found.find(({ name }) => name === branchName(branch, count));
    if (next === undefined) return inOrder;
    inOrder.push(next);
  }
}

/** The branch that follows so many others of a run. */
export function branchName(branch: string, count: number): string {
  return count === 0 ? branch : besideName(branch, count);
}

function besideName(branch: string, count: number): string {
  return `${branch}-beside${count === 1 ? '' : `-${count}`}`;
}
