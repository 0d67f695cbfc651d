import { createHash, randomBytes } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { borrowObjects } from '../git/run-repository.ts';
import { type UsersGitCall, usersOwnGit } from './own-git.ts';

/** What is to be laid out. */
export interface CheckOut {
  /** URL or absolute path of the repository. */
  repository: string;
  commit: string;
  /** Absolute path of the folder that is made for its files. */
  folder: string;
  /** Absolute path of the folder that keeps what was fetched, for all runs. */
  cache: string;
  environment: UsersGitCall['environment'];
}

const fetching = new Map<string, Promise<unknown>>();

/** A clone of a repository at one commit, without any branch; the objects come from what was fetched once for all runs. */
export async function checkOut({ repository, commit, folder, cache, environment }: CheckOut): Promise<void> {
  const name = createHash('sha256').update(repository).digest('hex').slice(0, 16);
  const mirror = { folder: join(cache, `${name}.git`), environment };
  // One at a time for each repository: git locks what it writes, and waits for nobody.
  const before = fetching.get(mirror.folder) ?? Promise.resolve();
  const now = before.catch(() => {}).then(() => ensureCommit(mirror, repository, commit));
  fetching.set(mirror.folder, now);
  await now;
  await mkdir(folder, { recursive: true });
  const clone = { folder, environment };
  await usersOwnGit(clone, ['init', '--quiet', '--template=', '--initial-branch=main', '.']);
  await borrowObjects(join(folder, '.git'), mirror.folder);
  await usersOwnGit(clone, ['checkout', '--quiet', '--detach', commit]);
}

/** Made apart and put in its place whole: other processes make it too, and each may be killed at any moment. */
async function makeMirror({ folder, environment }: UsersGitCall): Promise<void> {
  if ((await stat(join(folder, 'HEAD')).catch(() => null)) !== null) return;
  const apart = `${folder}.${randomBytes(4).toString('hex')}`;
  await mkdir(apart, { recursive: true });
  try {
    const words = ['init', '--quiet', '--bare', '--template=', '--initial-branch=main', '.'];
    await usersOwnGit({ folder: apart, environment }, words);
    await rename(apart, folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(apart, { recursive: true, force: true });
  }
}

async function ensureCommit(mirror: UsersGitCall, repository: string, commit: string): Promise<void> {
  await makeMirror(mirror);
  const isThere = () =>
    usersOwnGit(mirror, ['cat-file', '-e', `${commit}^{commit}`]).then(
      () => true,
      () => false,
    );
  if (await isThere()) return;
  // A server may give no commit that no branch ends with.
  const failure = await usersOwnGit(mirror, ['fetch', '--quiet', '--no-tags', repository, commit]).then(
    () => null,
    (error: Error) => error,
  );
  if (failure === null) return;
  await usersOwnGit(mirror, [
    ...['fetch', '--quiet', repository],
    ...['+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*'],
  ]);
  if (!(await isThere())) throw failure;
}
