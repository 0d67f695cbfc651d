import { refuseUnwritable } from '../delivery/deliverable.ts';
import { type Repository, type RepositoryState, readHeadCommit, repositoryPlace } from './repository.ts';
import { readUsersSettings, type UsersGit, type UsersSettings } from './users-settings.ts';

/** Where the user's files lie; the repository is null for a plain folder. */
interface UsersPlace {
  top: string;
  repository: Repository | null;
  searchPath: string;
}

/**
 * What git says before a run's files are taken. Rejects, with a sentence, where it can't, and where `branch`, which a run
 * that was just named is going to write, could not be; null for nothing to write.
 */
export async function askUsersGit(
  { top, repository, searchPath }: UsersPlace,
  usersGit: UsersGit,
  branch: string | null,
): Promise<{ settings: UsersSettings; stands: RepositoryState | null }> {
  const asked = [
    repository === null || branch === null
      ? null
      : refuseUnwritable(repository, { name: branch, tip: null }, searchPath),
    readUsersSettings({ gitDir: repository?.gitDir ?? null, top, searchPath }, usersGit),
    repository === null ? null : readHeadCommit(repositoryPlace(repository, searchPath)),
  ] as const;
  // Side by side, since each waits for a git of its own; all of them have ended before a refusal is told.
  await Promise.allSettled(asked);
  const [, settings, stands] = await Promise.all(asked);
  return { settings, stands };
}
