import { spawn } from 'node:child_process';
import { devNull } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { runProgramInHelperShell } from '../../system/helper-shell.ts';

/** What one git command works on. Git never looks for a repository by itself. */
export interface GitPlace {
  /** `PATH` in which git is looked for; relative folders in it are left out. */
  searchPath: string;
  gitDir: string;
  workTree: string | null;
  /** Null stands for the index of `gitDir`. */
  indexFile: string | null;
}

/** How a git command ended. */
export interface GitExit {
  /** Another than 0 where git was ended by a signal, too. */
  exitCode: number;
  stdout: Buffer;
  stderr: string;
}

/** Git ended with a failure; the message is one sentence that carries what git said. */
export class GitError extends Error {}

/** Who proofloop's own commits are by. */
export const committer = { name: 'proofloop', email: 'proofloop@localhost' } as const;

/** Overrides what a repository's own configuration could make git run, look up or write. */
const settings = [
  `core.hooksPath=${devNull}`,
  'core.fsmonitor=false',
  'core.untrackedCache=false',
  'core.splitIndex=false',
  'core.sparseCheckout=false',
  // A name that the file systems of macOS take for .git is one everywhere, as git's default has it for those of Windows.
  'core.protectHFS=true',
  `core.excludesFile=${devNull}`,
  'core.safecrlf=false',
  'diff.ignoreSubmodules=all',
  'submodule.recurse=false',
  'protocol.allow=never',
  'gc.auto=0',
  // Paths without their beginnings: of a large repository a third less to read, hash and write at each step.
  'index.version=4',
  'maintenance.auto=false',
].flatMap((setting) => ['-c', setting]);

/** The attributes that the user's git has everywhere, in a run's git folder; other git folders have none. */
export const usersAttributes = 'users-attributes';

/** The words after `git`, and how it is started, for every command that proofloop itself gives. */
function gitCommand(
  place: GitPlace,
  args: readonly string[],
): { args: string[]; options: { cwd: string; env: Record<string, string> } } {
  const workTree = place.workTree === null ? [] : [`--work-tree=${place.workTree}`];
  const attributes = ['-c', `core.attributesFile=${join(place.gitDir, usersAttributes)}`];
  return {
    args: ['--no-pager', `--git-dir=${place.gitDir}`, ...workTree, ...settings, ...attributes, ...args],
    options: { cwd: place.workTree ?? place.gitDir, env: fixedEnvironment(place) },
  };
}

/** Those of the commands that only ask, whatever their arguments. */
const asking: ReadonlySet<string | undefined> = new Set(['cat-file', 'rev-parse']);

/** An input that is small enough to be part of a command line, bytes. */
const smallInputBytes = 10_000;

/**
 * Runs git and resolves with how it ended, whatever that is. Rejects only where git can't be started.
 * `environment` adds variables to the fixed ones.
 */
export async function tryGit(
  place: GitPlace,
  args: readonly string[],
  input: string | Buffer | Readable | null = null,
  environment: Readonly<Record<string, string>> = {},
): Promise<GitExit> {
  const { args: words, options } = gitCommand(place, args);
  const all = { ...options.env, ...environment };
  const bytes = typeof input === 'string' ? Buffer.from(input) : (input ?? Buffer.alloc(0));
  if (!Buffer.isBuffer(bytes) || bytes.length > smallInputBytes) {
    return startGit(words, { ...options, env: all }, bytes);
  }
  const changesNothing = asking.has(args[0]);
  const command = {
    words: ['git', ...words],
    ...{ folder: options.cwd, environment: all, input: bytes, changesNothing },
  };
  const { exitCode, stdout, stderr } = await runProgramInHelperShell(command).catch((error: Error) => {
    throw notStarted(error);
  });
  const said = stderr.toString().trim();
  if (exitCode === 127) throw notStarted(new Error(said));
  return { exitCode, stdout, stderr: said };
}

function startGit(
  args: readonly string[],
  options: { cwd: string; env: Record<string, string> },
  input: Buffer | Readable,
): Promise<GitExit> {
  const { promise, resolve, reject } = Promise.withResolvers<GitExit>();
  const child = spawn('git', args, { ...options, stdio: 'pipe' });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  child.on('error', (error) => reject(notStarted(error)));
  child.on('close', (code) =>
    resolve({
      exitCode: code ?? -1,
      stdout: Buffer.concat(stdout),
      stderr: Buffer.concat(stderr).toString().trim(),
    }),
  );
  feed(child.stdin, input);
  return promise;
}

const notStarted = (error: Error) => new Error(`Git could not be started (${error.message}).`);

/** Runs git and resolves with what it printed; rejects with a `GitError` where it failed. */
export async function runGit(
  place: GitPlace,
  args: readonly string[],
  input: string | Buffer | Readable | null = null,
  environment: Readonly<Record<string, string>> = {},
): Promise<Buffer> {
  const exit = await tryGit(place, args, input, environment);
  if (exit.exitCode !== 0) throw gitError(args, exit);
  return exit.stdout;
}

/** As `runGit`, for a command that prints one line, such as an object's id. */
export async function gitLine(
  place: GitPlace,
  args: readonly string[],
  input: string | Buffer | null = null,
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  return (await runGit(place, args, input, environment)).toString().trim();
}

/** The error for a command that ended so, with the first of git's own error lines. */
export function gitError(args: readonly string[], exit: GitExit): GitError {
  const said = exit.stderr
    .split('\n')
    .filter((line) => /^(error|fatal): /.test(line))
    .map((line) => line.replace(/^(error|fatal): /, ''));
  return new GitError(
    `git ${args[0]} failed: ${said.slice(0, 5).join('; ') || exit.stderr.slice(0, 500) || `exit code ${exit.exitCode}`}`,
  );
}

function fixedEnvironment({ searchPath, indexFile }: GitPlace): Record<string, string> {
  return {
    // A relative folder would be looked up in the work tree, where the model can put a `git` of its own; so would nothing.
    PATH: searchPath.split(delimiter).filter(isAbsolute).join(delimiter) || devNull,
    HOME: devNull,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    // Git before 2.39.4 does not know the line above; a repository's own settings can't allow what this leaves out.
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_AUTHOR_NAME: committer.name,
    GIT_AUTHOR_EMAIL: committer.email,
    GIT_COMMITTER_NAME: committer.name,
    GIT_COMMITTER_EMAIL: committer.email,
    // For each object that it packs git takes memory and gives it back, which glibc by itself passes on to the kernel.
    MALLOC_TRIM_THRESHOLD_: `${64 * 1024 * 1024}`,
    ...(indexFile === null ? {} : { GIT_INDEX_FILE: indexFile }),
  };
}

function feed(stdin: NodeJS.WritableStream, input: Buffer | Readable): void {
  // Git may end before it has read everything: its exit code says what that means.
  stdin.on('error', () => {});
  if (Buffer.isBuffer(input)) stdin.end(input);
  else pipeline(input, stdin).catch(() => {});
}
