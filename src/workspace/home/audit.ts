import type { TreeId } from '../../ports/view.ts';
import { repositoryPlace } from '../base/repository.ts';
import { type GitPlace, tryGit } from '../git/run-git.ts';
import { readRecord, runPlace } from './run-home.ts';

/** What the repository holds of a run, for an audit of its log. */
export interface RunAudit {
  /** Those of the asked trees that the run's own repository lacks. */
  missingTrees: TreeId[];
  /** The branch's last commit, or where it was removed the delivered one if others hold it; null where there is neither. */
  tip: DeliveredCommit | null;
}

export interface DeliveredCommit {
  commit: string;
  tree: TreeId;
  message: string;
  /** The branch or tag that holds it in the place of the run's own; null where that is there. */
  heldBy: string | null;
}

/** What a run's log says that it has delivered; nulls for nothing. */
interface Delivered {
  branch: string | null;
  commit: string | null;
}

/** Looks up trees and what was delivered. Reads only. */
export async function auditRun(
  home: string,
  trees: readonly TreeId[],
  { branch, commit }: Delivered,
  searchPath: string,
): Promise<RunAudit> {
  const record = await readRecord(home);
  const place = runPlace({ home, searchPath });
  const asked = trees.map((tree) => `${tree}\n`).join('');
  const found = await tryGit(place, ['cat-file', '--batch-check=%(objecttype)'], asked);
  const answers = found.stdout.toString().split('\n');
  const missingTrees = trees.filter((_tree, index) => answers[index] !== 'tree');
  if (branch === null || record.repository === null) return { missingTrees, tip: null };
  const users = repositoryPlace(record.repository, searchPath);
  const tip = await readCommit(users, `refs/heads/${branch}`);
  if (tip !== null || commit === null) return { missingTrees, tip: tip && { ...tip, heldBy: null } };
  // As after a merge, by which nothing of it is lost.
  const heldBy = await holderOf(users, commit);
  const held = heldBy === null ? null : await readCommit(users, commit);
  return { missingTrees, tip: held && { ...held, heldBy } };
}

async function readCommit(place: GitPlace, name: string): Promise<Omit<DeliveredCommit, 'heldBy'> | null> {
  const shown = await tryGit(place, ['show', '--no-patch', '--format=%H%n%T%n%B', name, '--']);
  if (shown.exitCode !== 0) return null;
  const [commit = '', tree = '', ...message] = shown.stdout.toString().split('\n');
  return { commit, tree, message: message.join('\n') };
}

/** A branch or tag of the user's that leads to the commit; null for none. */
async function holderOf(place: GitPlace, commit: string): Promise<string | null> {
  const kinds = ['refs/heads', 'refs/remotes', 'refs/tags'];
  const args = ['for-each-ref', '--count=1', '--format=%(refname:short)', `--contains=${commit}`, ...kinds];
  const found = await tryGit(place, args);
  return found.exitCode === 0 ? found.stdout.toString().trim() || null : null;
}
