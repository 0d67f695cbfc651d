import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
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

/** Commits that a mirror was seen to have. */
const fetched = new Map<string, Set<string>>();

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
  await layOutClone(clone, mirror);
  await usersOwnGit(clone, ['checkout', '--quiet', '--detach', commit]);
}

/** What git has made of an empty clone of each mirror, as all of them begin alike. */
const emptyClones = new Map<string, { head: string; config: string }>();

/** A clone without files, which borrows all objects: git is asked for the first one of a mirror alone. */
async function layOutClone(clone: UsersGitCall, mirror: UsersGitCall): Promise<void> {
  const gitDir = join(clone.folder, '.git');
  const known = emptyClones.get(mirror.folder);
  if (known === undefined) {
    await usersOwnGit(clone, ['init', '--quiet', '--template=', '--initial-branch=main', '.']);
    const [head, config] = await Promise.all(
      ['HEAD', 'config'].map((name) => readFile(join(gitDir, name), 'utf8')),
    );
    emptyClones.set(mirror.folder, { head: head ?? '', config: config ?? '' });
  } else {
    for (const name of ['objects/info', 'objects/pack', 'refs/heads'])
      await mkdir(join(gitDir, name), { recursive: true });
    await writeFile(join(gitDir, 'HEAD'), known.head);
    await writeFile(join(gitDir, 'config'), known.config);
  }
  borrowObjects(gitDir, mirror.folder);
}

/**
 * Made apart and put in its place whole: other processes make it too, and each may be killed at any moment. Resolves with
 * whether it was not there.
 */
async function makeMirror({ folder, environment }: UsersGitCall): Promise<boolean> {
  if ((await stat(join(folder, 'HEAD')).catch(() => null)) !== null) return false;
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
  return true;
}

async function ensureCommit(mirror: UsersGitCall, repository: string, commit: string): Promise<void> {
  // One that was removed meanwhile is made and filled anew.
  if (await makeMirror(mirror)) fetched.delete(mirror.folder);
  const seen = fetched.get(mirror.folder) ?? new Set();
  fetched.set(mirror.folder, seen);
  if (seen.has(commit)) return;
  await fetchCommit(mirror, repository, commit);
  seen.add(commit);
}

async function fetchCommit(mirror: UsersGitCall, repository: string, commit: string): Promise<void> {
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
