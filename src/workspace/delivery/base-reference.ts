import { rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryPlace } from '../base/repository.ts';
import { tryGit } from '../git/run-git.ts';
import type { Run } from '../home/run-home.ts';

/** Git takes `refs/proofloop/<run>` first where somebody says `proofloop/<run>`, which is the run's branch. */
const folder = 'refs/proofloop/bases';
/** Where earlier versions kept it. */
const formerFolder = 'refs/proofloop';

/**
 * Keeps the base of a run among the user's objects until the run's branch does: a commit that was amended meanwhile may
 * be pruned. Where that can't be written the run goes on as well, as long as nobody prunes.
 */
export async function keepBase({ record, searchPath }: Run): Promise<void> {
  const { repository, baseCommit, runId, keepsBase = true } = record;
  if (repository === null || baseCommit === null || !keepsBase) return;
  await tryGit(repositoryPlace(repository, searchPath), ['update-ref', `${folder}/${runId}`, baseCommit]);
}

/** Lets go of the base again. */
export async function releaseBase({ record, searchPath }: Pick<Run, 'record' | 'searchPath'>): Promise<void> {
  const { repository, baseCommit, runId, keepsBase = true } = record;
  if (repository === null || baseCommit === null || !keepsBase) return;
  const deletions = [folder, formerFolder].map((at) => `delete ${at}/${runId}\n`);
  await tryGit(repositoryPlace(repository, searchPath), ['update-ref', '--stdin'], deletions.join(''));
  for (const at of [folder, formerFolder]) {
    // Other runs may be there.
    await rmdir(join(repository.commonDir, at)).catch(() => {});
  }
}
