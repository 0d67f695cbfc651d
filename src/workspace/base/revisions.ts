import { existsOnDisk } from '../../system/on-disk.ts';
import { type GitPlace, tryGit } from '../git/run-git.ts';
import { findRepository, type Head, type Repository, repositoryPlace } from './repository.ts';

/** Between which two states of a repository a change lies. */
export interface ChangeEnds {
  base: Head;
  /** Null for the files as they lie in the checkout. */
  head: Head | null;
  /** The commit that the change ends with, or that the checkout stands on. */
  standsOn: string;
}

/** How a person names them; null where they don't. */
export interface NamedEnds {
  base: string | null;
  head: string | null;
}

/** Where a change begins if nobody says so, in this order. */
const defaultBranches = [
  ['origin/HEAD', 'refs/remotes/origin/HEAD'],
  ['main', 'refs/heads/main'],
  ['origin/main', 'refs/remotes/origin/main'],
  ['master', 'refs/heads/master'],
  ['origin/master', 'refs/remotes/origin/master'],
] as const;

/** The base and the head of a change; rejects with an Error whose message is one sentence for a person. */
export async function findChangeEnds(
  repository: Repository,
  named: NamedEnds,
  searchPath: string,
): Promise<ChangeEnds> {
  const history = await openHistory(repository, searchPath);
  const head = await history.commit(named.head ?? 'HEAD');
  if (head === null) {
    throw new Error(
      named.head === null
        ? `nothing was committed in ${repository.top} yet, so there is no base to judge a change against`
        : history.lacks(`--head ${named.head} names no commit of this repository`),
    );
  }
  const base =
    named.base === null
      ? await history.defaultBase(head.commit)
      : await history.namedBase(named.base, head.commit);
  return { base, head: named.head === null ? null : head, standsOn: head.commit };
}

/** The commit that the repository of a folder stands on; null where there is no repository, or nothing was committed. */
export async function headCommitOf(folder: string, searchPath: string): Promise<string | null> {
  const repository = await findRepository(folder).catch(() => null);
  if (repository === null) return null;
  return (await readCommit(repositoryPlace(repository, searchPath), 'HEAD'))?.commit ?? null;
}

/** Of all branches: a shallow clone has one of them alone, and goes on to fetch no other. */
const fetchAll = '"git fetch --unshallow origin +refs/heads/*:refs/remotes/origin/*"';

interface History {
  /** Null where the name stands for no commit that is here. */
  commit(name: string): Promise<Head | null>;
  defaultBase(head: string): Promise<Head>;
  namedBase(name: string, head: string): Promise<Head>;
  /** The sentence, with what to fetch where the clone holds only a part of the history. */
  lacks(sentence: string): string;
}

async function openHistory(repository: Repository, searchPath: string): Promise<History> {
  const place = repositoryPlace(repository, searchPath);
  const isShallow = await existsOnDisk(`${repository.commonDir}/shallow`);
  const lacks = (sentence: string) =>
    isShallow
      ? `${sentence}; this is a shallow clone, which may lack it: fetch the history with ${fetchAll}`
      : sentence;
  const commit = (name: string) => readCommit(place, name);
  const forked = async (head: string, branch: string, name: string) => {
    const found = await mergeBase(place, head, branch);
    const base = found === null ? null : await commit(found);
    if (base !== null) return base;
    throw new Error(
      lacks(
        `${name} and the change have no commit in common, so there is no base: name one with --base <rev>`,
      ),
    );
  };
  return {
    commit,
    lacks,
    async defaultBase(head) {
      for (const [name, reference] of defaultBranches) {
        const branch = await commit(reference);
        if (branch !== null) return forked(head, branch.commit, name);
      }
      throw new Error(
        lacks(
          'there is no origin/HEAD, main or master that the change could be judged against: name its base with --base <rev>',
        ),
      );
    },
    async namedBase(name, head) {
      const base = await commit(name);
      if (base === null) {
        // A branch that was never checked out has the remote's name alone.
        const remote = (await commit(`refs/remotes/origin/${name}`)) === null ? null : `origin/${name}`;
        const nameless = `--base ${name} names no commit of this repository`;
        throw new Error(remote === null ? lacks(nameless) : `${nameless}; ${remote} does`);
      }
      // A branch goes on after the change has left it, and what it got since then is not undone by the change.
      if (await isBranch(place, name)) return forked(head, base.commit, `--base ${name}`);
      if (!isShallow) await forked(head, base.commit, `--base ${name}`);
      return base;
    },
  };
}

async function readCommit(place: GitPlace, name: string): Promise<Head | null> {
  const names = [`${name}^{commit}`, `${name}^{tree}`];
  const found: string[] = [];
  for (const one of names) {
    const exit = await tryGit(place, ['rev-parse', '--verify', '--quiet', '--end-of-options', one]);
    const id = exit.stdout.toString().trim();
    if (exit.exitCode !== 0 || id === '') return null;
    found.push(id);
  }
  const [commit = '', tree = ''] = found;
  return { commit, tree };
}

async function mergeBase(place: GitPlace, one: string, other: string): Promise<string | null> {
  const exit = await tryGit(place, ['merge-base', one, other]);
  const [first] = exit.stdout.toString().trim().split('\n');
  return exit.exitCode === 0 && first ? first : null;
}

async function isBranch(place: GitPlace, name: string): Promise<boolean> {
  const exit = await tryGit(place, ['rev-parse', '--symbolic-full-name', '--end-of-options', name]);
  return /^refs\/(heads|remotes)\//m.test(exit.stdout.toString());
}
