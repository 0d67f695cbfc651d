import { readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { TreeId } from '../../ports/view.ts';
import { type GitPlace, gitError, tryGit } from '../git/run-git.ts';

export interface Repository {
  /** Folder that holds the files. */
  top: string;
  /** Holds `HEAD` and the index; a linked worktree has one of its own. */
  gitDir: string;
  /** Holds objects, branches and configuration. */
  commonDir: string;
}

/**
 * The repository that a path belongs to, or null. Looked up without git, whose check of the owner would stop a
 * program that runs as root. All paths are absolute and without symbolic links.
 * Rejects, with a sentence, for a path that can't be read, in a git folder, or in a bare repository.
 */
export async function findRepository(path: string): Promise<Repository | null> {
  let folder = await realpath(path).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${path} can't be opened (${error.code}): name a folder that exists and can be read.`);
  });
  for (;;) {
    if (isGitFolder(folder)) throw new Error(noFilesIn(folder, path));
    const gitDir = gitFolderOf(folder);
    if (gitDir !== null) return { top: folder, gitDir, commonDir: commonFolderOf(gitDir) };
    const parent = dirname(folder);
    if (parent === folder) return null;
    folder = parent;
  }
}

function noFilesIn(folder: string, path: string): string {
  return basename(folder) === '.git'
    ? `${path} lies in the git folder ${folder}: name the folder that holds the files.`
    : `${path} is a bare repository, without files to work on: clone it, and name the clone.`;
}

function gitFolderOf(folder: string): string | null {
  const dotGit = join(folder, '.git');
  const found = whatIsAt(dotGit);
  if (found?.isDirectory()) return isGitFolder(dotGit) ? realpathSync.native(dotGit) : null;
  if (!found?.isFile()) return null;
  const target = /^gitdir: (.+)/.exec(readFileSync(dotGit, 'utf8'))?.[1]?.trimEnd();
  const gitDir = target === undefined ? null : resolve(folder, target);
  if (gitDir === null || !isGitFolder(gitDir))
    throw new Error(
      `${dotGit} names no git folder that exists: mend it with "git worktree repair" or "git submodule update".`,
    );
  return realpathSync.native(gitDir);
}

function commonFolderOf(gitDir: string): string {
  const common = textOf(join(gitDir, 'commondir'));
  return common === null ? gitDir : realpathSync.native(resolve(gitDir, common.trimEnd()));
}

function textOf(path: string): string | null {
  try {
    return whatIsAt(path)?.isFile() === true ? readFileSync(path, 'utf8') : null;
  } catch {
    return null;
  }
}

function isGitFolder(folder: string): boolean {
  const [head, objects, refs, commonDir] = ['HEAD', 'objects', 'refs', 'commondir'].map((name) =>
    whatIsAt(join(folder, name)),
  );
  if (!head?.isFile()) return false;
  return commonDir?.isFile() === true || (objects?.isDirectory() === true && refs?.isDirectory() === true);
}

/** What a path leads to; null where that is nothing, or can't be looked at. Asked at once: to wait for it costs more. */
function whatIsAt(path: string): Stats | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}

/** How git is run on the user's own git folder: to read `HEAD` and settings, and to deliver. */
export function repositoryPlace(repository: Repository, searchPath: string): GitPlace {
  return { searchPath, gitDir: repository.gitDir, workTree: null, indexFile: null };
}

/** A commit and its tree. */
export interface Head {
  commit: string;
  tree: TreeId;
}

/** What a repository is at the moment. */
export interface RepositoryState {
  /** How it names its objects. */
  objectFormat: string;
  /** The commit that it stands on; null where nothing was committed yet. */
  head: Head | null;
}

/** Asks git for it; rejects where that can't read the repository. */
export async function readHeadCommit(place: GitPlace): Promise<RepositoryState> {
  const args = ['rev-parse', '--show-object-format', 'HEAD', 'HEAD^{tree}'];
  const exit = await tryGit(place, args);
  const [objectFormat, commit, tree] = exit.stdout.toString().trim().split('\n');
  // Git repeats a name that stands for nothing.
  const unborn = commit === 'HEAD';
  if (objectFormat === undefined || (exit.exitCode !== 0 && !unborn)) throw gitError(args, exit);
  return { objectFormat, head: unborn || !commit || !tree ? null : { commit, tree } };
}
