import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Delivery, DeliveryCommit } from '../../ports/run-workspace.ts';
import { repositoryPlace } from '../base/repository.ts';
import { emptyTree } from '../git/index-file.ts';
import { committer, type GitPlace, gitLine, runGit, tryGit } from '../git/run-git.ts';
import { branchOf, type Run, runPlace } from '../home/run-home.ts';
import { releaseBase } from './base-reference.ts';
import { branchName, deliveredBranches } from './branches.ts';
import { obstacle } from './obstacle.ts';

/** Up to so many objects are brought as single files, as git itself does when it receives; more as one pack. */
const looseObjectsMax = 100;

/**
 * Commits a tree and, where there is a repository, brings the commit to the run's branch there: to a new one beside it
 * where the user has it checked out. The same call twice leaves the same commit. Rejects where the branch does not end
 * with `delivery.parent`.
 */
export async function deliver(run: Run, delivery: DeliveryCommit): Promise<Delivery> {
  const place = runPlace(run);
  const { repository, runId, baseCommit } = run.record;
  const parent = delivery.parent ?? (await startCommit(run, place, delivery.at));
  const commit = await commitTree(place, { ...delivery, parent });
  if (repository === null) return { commit, branch: null };
  const users = repositoryPlace(repository, run.searchPath);
  const made = await deliveredBranches(users, branchOf(runId));
  const last = made.at(-1) ?? null;
  const name = last?.name ?? branchOf(runId);
  if (last?.tip === commit) return { commit, branch: name };
  const tip = last?.tip ?? null;
  if (tip !== delivery.parent && !(tip !== null && (await wasCutShort(place, tip, delivery))))
    throw new Error(
      `The branch ${name} was changed by somebody else (it ${tip === null ? 'is gone' : `ends with ${tip}`}), so nothing was committed to it: rename that branch, or start a new run.`,
    );
  await bringObjects(place, users, commit, delivery.parent ?? baseCommit);
  const isFree = last === null || last.isCheckedOut;
  const branch = isFree ? branchName(branchOf(runId), made.length) : name;
  const old = isFree ? '0'.repeat(commit.length) : last.tip;
  const update = ['update-ref', '-m', `proofloop: run ${runId}`, `refs/heads/${branch}`, commit, old];
  const updated = await tryGit(users, [...patience, ...update]);
  if (updated.exitCode !== 0) throw new Error(obstacle(updated.stderr));
  if (last === null) await releaseBase(run);
  return { commit, branch };
}

/** Another git command may hold a lock, for as long as it works: it is waited for. */
const patience = ['-c', 'core.filesRefLockTimeout=10000', '-c', 'core.packedRefsTimeout=10000'];

/** What the branch's first commit hangs on: the base, with a commit for what the user had not committed. */
async function startCommit(run: Run, place: GitPlace, at: number): Promise<string | null> {
  const { baseCommit, baseTree, runId } = run.record;
  const committed =
    baseCommit === null
      ? await emptyTree(place)
      : await gitLine(place, ['rev-parse', `${baseCommit}^{tree}`]);
  if (committed === baseTree) return baseCommit;
  const message = `Uncommitted changes at the start of run ${runId}`;
  return commitTree(place, { tree: baseTree, parent: baseCommit, message, at });
}

function commitTree(
  place: GitPlace,
  { tree, parent, message, at }: Pick<DeliveryCommit, 'tree' | 'parent' | 'message' | 'at'>,
) {
  const date = `@${Math.floor(at / 1000)} +0000`;
  const parents = parent === null ? [] : ['-p', parent];
  const text = message.endsWith('\n') ? message : `${message}\n`;
  const dates = { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
  return gitLine(place, ['commit-tree', tree, ...parents], text, dates);
}

/**
 * Whether the branch ends with an earlier try at this delivery, whose process ended before it could say so: the same
 * tree after the same commit, by us; only the date or the message may be another.
 */
async function wasCutShort(place: GitPlace, tip: string, delivery: DeliveryCommit): Promise<boolean> {
  const shown = await tryGit(place, ['show', '--no-patch', '--format=%T%n%P%n%ce', tip]);
  const [tree, parents, email] = shown.stdout.toString().split('\n');
  if (shown.exitCode !== 0 || tree !== delivery.tree || email !== committer.email) return false;
  return delivery.parent === null || parents === delivery.parent;
}

/** Copies what the user's repository lacks of the commit. Nothing is fetched or pushed, so no transport can run. */
async function bringObjects(
  from: GitPlace,
  to: GitPlace,
  commit: string,
  known: string | null,
): Promise<void> {
  const wanted = `${commit}\n${known === null ? '' : `^${known}\n`}`;
  const packing = [
    'pack-objects',
    '--quiet',
    '--revs',
    '--local',
    '--delta-base-offset',
    join(from.gitDir, 'delivery'),
  ];
  const name = `delivery-${await gitLine(from, packing, wanted)}`;
  const pack = join(from.gitDir, `${name}.pack`);
  try {
    const unpacking =
      (await objectCount(pack)) > looseObjectsMax ? ['index-pack', '--stdin'] : ['unpack-objects', '-q'];
    await runGit(to, unpacking, createReadStream(pack));
  } finally {
    for (const ending of ['pack', 'idx', 'rev'])
      await rm(join(from.gitDir, `${name}.${ending}`), { force: true });
  }
}

/** The number of objects, from the pack's header. */
async function objectCount(pack: string): Promise<number> {
  const file = await open(pack);
  try {
    const { buffer } = await file.read(Buffer.alloc(12), 0, 12, 0);
    return buffer.readUInt32BE(8);
  } finally {
    await file.close();
  }
}
