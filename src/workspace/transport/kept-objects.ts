import type { LoggedEvent } from '../../core/events.ts';
import { committer } from '../git/run-git.ts';
import { type UsersGitCall, usersOwnGit } from './own-git.ts';

/** Where the objects of a run are kept for those who go on with it elsewhere. */
export interface RecordOfRun {
  /** URL or absolute path of the repository of record. */
  record: string;
  runId: string;
}

const referencesOf = (runId: string) => `refs/proofloop/runs/${runId}/`;

/**
 * What brings the trees and commits that a run's lines name to the repository of record, before the lines are written:
 * each call resolves once all is there. `holder` names who works on the run now: nobody else writes to these references.
 */
export function objectKeeper(
  { record, runId }: RecordOfRun,
  holder: string,
  git: UsersGitCall & { base: string },
): (events: readonly LoggedEvent[]) => Promise<void> {
  const known = new Set<string>();
  let last = git.base;
  const dated = `@${Math.floor(Date.now() / 1000)} +0000`;
  const environment = {
    ...git.environment,
    ...Object.fromEntries(
      ['AUTHOR', 'COMMITTER'].flatMap((who) => [
        [`GIT_${who}_NAME`, committer.name],
        [`GIT_${who}_EMAIL`, committer.email],
        [`GIT_${who}_DATE`, dated],
      ]),
    ),
  };
  const call = { folder: git.folder, environment };
  return async (events) => {
    // The base's files are those of its commit, which everybody has from the run's repository.
    for (const { event, payload } of events) if (event === 'loop_started') known.add(payload.base_tree);
    const named = objectsNamed(events);
    const trees = named.trees.filter((id) => !known.has(id));
    const commits = named.commits.filter((id) => !known.has(id));
    if (trees.length + commits.length === 0) return;
    const entries = trees.map((id) => `040000 tree ${id}\t${id}\n`).join('');
    const tree = await usersOwnGit(call, ['mktree'], entries);
    const parents = [last, ...commits].flatMap((id) => ['-p', id]);
    const kept = await usersOwnGit(call, ['commit-tree', tree, ...parents, '-m', `Kept of run ${runId}`]);
    await usersOwnGit(call, [
      'push',
      '--quiet',
      '--force',
      record,
      `${kept}:${referencesOf(runId)}${holder}`,
    ]);
    for (const id of [...trees, ...commits]) known.add(id);
    last = kept;
  };
}

/** Brings all that is kept of a run into a repository. */
export async function fetchKept({ record, runId }: RecordOfRun, to: UsersGitCall): Promise<void> {
  const references = referencesOf(runId);
  await usersOwnGit(to, ['fetch', '--quiet', '--no-tags', record, `+${references}*:${references}*`]);
}

/** The trees and commits that a line names; the base's are those of its commit. */
function objectsNamed(events: readonly LoggedEvent[]): { trees: string[]; commits: string[] } {
  const trees = new Set<string>();
  const commits = new Set<string>();
  for (const { event, payload } of events) {
    if (event === 'loop_started') continue;
    for (const [key, value] of Object.entries(payload)) {
      if (typeof value !== 'string' || !/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(value)) continue;
      if (/(^|_)tree$/.test(key)) trees.add(value);
      else if (key === 'commit') commits.add(value);
    }
  }
  return { trees: [...trees], commits: [...commits] };
}
