import { isUtf8 } from 'node:buffer';
import { spawn } from 'node:child_process';
import { mkdir, readdir, realpath, rm } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { type GitPlace, runGit } from './git.ts';
import { existsOnDisk, isFolder } from './on-disk.ts';
import { baseName, fromPathBytes, isWithin, type PathBytes, splitNul } from './path-bytes.ts';

/** Names of ignored folders that hold what a project needs to run, by convention of its package manager. */
const dependencyNames = ['node_modules', '.venv', 'venv', 'vendor', 'target'];

/**
 * Copies the ignored folders with dependencies from the place's work tree to `keptRoot`, and resolves with their
 * paths; `target` counts where a Cargo.toml stands beside it.
 */
export async function keepDependencies(
  place: GitPlace,
  leftOut: readonly PathBytes[],
  keptRoot: string,
): Promise<string[]> {
  const top = place.workTree ?? '';
  const args = ['ls-files', '--others', '--ignored', '--exclude-standard', '--directory', '-z'];
  const ignored = splitNul(await runGit(place, args)).map((path) => path.replace(/\/$/, ''));
  const kept: string[] = [];
  for (const path of asText(ignored.filter((entry) => !isWithin(entry, leftOut)))) {
    if (!dependencyNames.includes(baseName(path))) continue;
    if (baseName(path) === 'target' && !(await existsOnDisk(join(top, dirname(path), 'Cargo.toml'))))
      continue;
    // The folder itself may be a link (as between worktrees): what it leads to is copied.
    const source = await realpath(join(top, path)).catch(() => null);
    if (source === null || !(await isFolder(source))) continue;
    await copyFolder(source, join(keptRoot, path), place.searchPath);
    kept.push(path);
  }
  return kept;
}

/** Copies the files of the submodules that are checked out, without their git folders; resolves with their paths. */
export async function keepSubmodules(
  place: GitPlace,
  submodules: readonly PathBytes[],
  keptRoot: string,
): Promise<string[]> {
  const kept: string[] = [];
  for (const path of asText(submodules)) {
    const source = join(place.workTree ?? '', path);
    if (!(await isFolder(source))) continue;
    await copyFolder(source, join(keptRoot, path), place.searchPath);
    await removeGitFolders(Buffer.from(join(keptRoot, path)));
    kept.push(path);
  }
  return kept;
}

/** Copies kept folders into a view, where the view has the folder around them and nothing in their place. */
export async function placeKept(
  keptRoot: string,
  paths: readonly string[],
  viewRoot: string,
  searchPath: string,
): Promise<void> {
  for (const path of paths) {
    if ((await leadsThroughFolders(viewRoot, path)) && !(await existsOnDisk(join(viewRoot, path))))
      await copyFolder(join(keptRoot, path), join(viewRoot, path), searchPath);
  }
}

/** A tree can have a symbolic link where the base had a folder: nothing is written through it. */
async function leadsThroughFolders(root: string, path: string): Promise<boolean> {
  for (let folder = dirname(path); folder !== '.'; folder = dirname(folder))
    if (!(await isFolder(join(root, folder)))) return false;
  return true;
}

/** Copies a folder with modes, times and links as they are, sharing blocks where the file system can. */
async function copyFolder(from: string, to: string, searchPath: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  const flags = process.platform === 'darwin' ? '-ac' : '-a';
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const child = spawn('cp', [flags, from, to], {
    cwd: '/',
    env: { PATH: searchPath.split(delimiter).filter(isAbsolute).join(delimiter), LC_ALL: 'C' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = `${said}${chunk}`.slice(0, 1000);
  });
  child.on('error', (error) => reject(new Error(`cp could not be started (${error.message}).`)));
  child.on('close', (code) => {
    if (code === 0) resolve();
    else reject(new Error(`${from} could not be copied: ${said.trim() || `cp ended with ${code}`}.`));
  });
  await promise;
}

async function removeGitFolders(folder: Buffer): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true, encoding: 'buffer' })) {
    const path = Buffer.concat([folder, Buffer.from('/'), entry.name]);
    if (entry.name.toString() === '.git') await rm(path, { recursive: true, force: true });
    else if (entry.isDirectory()) await removeGitFolders(path);
  }
}

/** Names that are not UTF-8 can't be arguments of a program here; such a folder stays out of the views. */
function asText(paths: readonly PathBytes[]): string[] {
  return paths
    .map(fromPathBytes)
    .filter((path) => isUtf8(path))
    .map((path) => path.toString());
}
