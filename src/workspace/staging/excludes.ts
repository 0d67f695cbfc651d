import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readIfFile } from '../../system/read-if-file.ts';
import { asPath, lineInput, type PathBytes, parentOf, pathIn } from '../git/path-bytes.ts';

/**
 * Caches that are never delivered, even where the repository does not ignore them. Only names that nothing else
 * bears; Cargo's `target` is added where a Cargo.toml stands beside it.
 */
const caches = [
  'node_modules',
  '.venv',
  '__pycache__',
  '*.pyc',
  '.pytest_cache',
  '.mypy_cache',
  '.ruff_cache',
  '.tox',
];

/** Whether the path lies in such a cache, or is one. */
export function isCachePath(path: PathBytes): boolean {
  return path.split('/').some((name) => caches.includes(name) || name === 'target' || name.endsWith('.pyc'));
}

const excludeFile = (gitDir: string) => join(gitDir, 'info', 'exclude');

/** The list without the paths that are left out, for the repositories inside of views. */
export const viewExcludeFile = (gitDir: string) => join(gitDir, 'info', 'view-exclude');

/**
 * Writes the list of untracked files that are not taken: the user's own lists first, so that ours win. Such a list
 * acts on untracked files alone, a tracked one goes on being delivered.
 */
export async function writeExcludes(
  gitDir: string,
  userLists: readonly (string | null)[],
  leftOut: readonly PathBytes[],
): Promise<void> {
  const texts = await Promise.all(userLists.map((path) => (path === null ? '' : readIfReadable(path))));
  const shared = [...texts, ...caches, ''].join('\n');
  mkdirSync(join(gitDir, 'info'), { recursive: true });
  writeFileSync(viewExcludeFile(gitDir), shared);
  writeFileSync(excludeFile(gitDir), shared);
  addExcludes(gitDir, leftOut);
}

/** Leaves out these paths as well. */
export function addExcludes(gitDir: string, paths: readonly PathBytes[]): void {
  if (paths.length === 0) return;
  appendFileSync(excludeFile(gitDir), lineInput(paths.map(literalPattern)));
}

/** Paths of the folders `target` for which a Cargo.toml stands beside. */
export function cargoTargets(manifests: readonly PathBytes[]): PathBytes[] {
  return manifests.map((path) => pathIn(parentOf(path), asPath('target')));
}

export const isCargoManifest = (path: PathBytes) => /(^|\/)Cargo\.toml$/.test(path);

function literalPattern(path: PathBytes): string {
  return `/${path.replace(/[\\*?[\]!# \t]/g, '\\$&')}`;
}

async function readIfReadable(path: string): Promise<string> {
  try {
    return (await readIfFile(path))?.toString() ?? '';
  } catch {
    // Git, too, goes on without a list that it can't read.
    return '';
  }
}
