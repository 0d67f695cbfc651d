import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { removeFolder } from '../system/on-disk.ts';
import type { UsersGit } from './base/users-settings.ts';
import { asPath, onDisk, type PathBytes, pathIn, topPath } from './git/path-bytes.ts';
import type { Machine, SetupRecord } from './home/run-home.ts';
import { type CreatedWorkspace, createWorkspace } from './workspace.ts';

export const searchPath = process.env.PATH ?? '';

/** Where views hold copies of all that they show. */
export const machine: Machine = { searchPath, setupConditions: [], canLayer: async () => false };
export const runId = '20260102-test';
export const branch = `proofloop/${runId}`;

/** A folder that is removed when the test is over. */
export async function temporaryFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'proofloop-workspace-')));
  onTestFinished(() => removeFolder(folder));
  return folder;
}

export async function write(root: string, files: Record<string, string | Buffer>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
}

/** A git whose commands can be told, in the order of their starts. */
export async function countedGit(): Promise<{ searchPath: string; commands(): Promise<string[]> }> {
  const folder = await temporaryFolder();
  const log = join(folder, 'commands');
  const script = `#!/bin/sh\necho "$*" >>'${log}'\nPATH='${searchPath}' exec git "$@"\n`;
  await writeFile(join(folder, 'git'), script, { mode: 0o755 });
  return {
    searchPath: `${folder}:${searchPath}`,
    async commands() {
      const lines = (await readFile(log, 'utf8').catch(() => '')).trimEnd().split('\n');
      // The command stands behind what is said of every one of them.
      return lines.flatMap((line) => line.split(' ').find((word) => /^[a-z]+(-[a-z]+)*$/.test(word)) ?? []);
    },
  };
}

/** The settings of a user with this home. */
export function usersGitAt(home: string, environment: Record<string, string> = {}): UsersGit {
  return {
    environment: { HOME: home, GIT_CONFIG_NOSYSTEM: '1', GIT_ATTR_NOSYSTEM: '1', ...environment },
    excludesFile: join(home, '.config/git/ignore'),
    attributesFile: join(home, '.config/git/attributes'),
  };
}

/** Git as a user runs it: in the folder, with the repository's own hooks and settings. */
export function runUsersGit(folder: string, ...args: string[]): string {
  return execFileSync('git', args, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: searchPath,
      HOME: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_AUTHOR_NAME: 'User',
      GIT_AUTHOR_EMAIL: 'user@example.com',
      GIT_COMMITTER_NAME: 'User',
      GIT_COMMITTER_EMAIL: 'user@example.com',
      GIT_ALLOW_PROTOCOL: 'file',
    },
  });
}

/** A repository with these files in one commit; `initArgs` go to `git init`. */
export async function makeRepository(
  files: Record<string, string | Buffer>,
  ...initArgs: string[]
): Promise<string> {
  const folder = join(await temporaryFolder(), 'checkout');
  await mkdir(folder);
  runUsersGit(folder, 'init', '--quiet', '-b', 'main', ...initArgs);
  await write(folder, files);
  commitAll(folder, 'first');
  return folder;
}

export function commitAll(folder: string, message: string): void {
  runUsersGit(folder, 'add', '--all');
  runUsersGit(folder, 'commit', '--quiet', '--allow-empty', '-m', message);
}

export interface StartedTestRun extends CreatedWorkspace {
  runHome: string;
}

/** A run on the folder, with its home in a temporary folder of its own unless one is given. */
export async function startTestRun(
  folder: string,
  given: {
    runHome?: string;
    leftOut?: string[];
    usersGit?: UsersGit;
    mountedAtCheckout?: boolean;
    setup?: SetupRecord;
    machine?: Partial<Machine>;
  } = {},
): Promise<StartedTestRun> {
  const runHome = given.runHome ?? join(await temporaryFolder(), 'home');
  await mkdir(runHome, { recursive: true });
  const created = await createWorkspace({
    judged: null,
    runId,
    workspace: folder,
    runHome,
    leftOut: given.leftOut ?? [],
    usersGit: given.usersGit ?? usersGitAt('/dev/null'),
    machine: { ...machine, ...given.machine },
    mountedAtCheckout: given.mountedAtCheckout ?? false,
    setup: given.setup ?? { commands: [], folder: '', cache: join(runHome, 'setup') },
  });
  return { ...created, runHome };
}

/** `mode path` of each file of a tree, in the run's own repository. */
export function filesOf(run: StartedTestRun, treeish: string): string[] {
  const listing = runUsersGit(run.runHome, '--git-dir=git', 'ls-tree', '-r', '-z', treeish);
  return listing
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => line.replace(/^(\d+) \w+ \w+\t/s, '$1 '));
}

export function contentOf(run: StartedTestRun, tree: string, path: string): string {
  return runUsersGit(run.runHome, '--git-dir=git', 'cat-file', 'blob', `${tree}:${path}`);
}

/** Hash of each file below the folder (links by target, modes included), but for paths that `except` matches. */
export function hashesOf(folder: string, except = /^$/): Map<PathBytes, string> {
  const found = new Map<PathBytes, string>();
  const walk = (path: PathBytes) => {
    for (const name of readdirSync(onDisk(folder, path), { encoding: 'latin1' }).toSorted()) {
      const inside = pathIn(path, asPath(name));
      if (except.test(inside)) continue;
      const full = onDisk(folder, inside);
      const stat = lstatSync(full);
      if (stat.isDirectory()) walk(inside);
      const content = stat.isFile() ? readFileSync(full) : stat.isSymbolicLink() ? readlinkSync(full) : '';
      found.set(inside, `${stat.mode.toString(8)} ${createHash('sha256').update(content).digest('hex')}`);
    }
  };
  walk(topPath);
  return found;
}

/** What a run may write in the user's folder. */
export const runsOwn =
  /^\.git\/(objects|(logs\/)?refs\/heads\/proofloop)(\/|$)|^\.git\/logs\/refs\/heads\/proofloop/;
