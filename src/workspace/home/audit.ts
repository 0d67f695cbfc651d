import type { TreeId } from '../../ports/view.ts';
import { repositoryPlace } from '../base/repository.ts';
import { tryGit } from '../git/run-git.ts';
import { readRecord, runPlace } from './run-home.ts';

/** What the repository holds of a run, for an audit of its log. */
export interface RunAudit {
  /** Those of the asked trees that the run's own repository lacks. */
  missingTrees: TreeId[];
  /** The branch's last commit; null where there is no repository or no branch. */
  tip: { commit: string; tree: TreeId; message: string } | null;
}

/** Looks up trees and the delivered branch. Reads only. */
export async function auditRun(
  home: string,
  trees: readonly TreeId[],
  branch: string | null,
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
  const shown = await tryGit(users, [
    'show',
    '--no-patch',
    '--format=%H%n%T%n%B',
    `refs/heads/${branch}`,
    '--',
  ]);
  if (shown.exitCode !== 0) return { missingTrees, tip: null };
  const [commit = '', tree = '', ...message] = shown.stdout.toString().split('\n');
  return { missingTrees, tip: { commit, tree, message: message.join('\n') } };
}
