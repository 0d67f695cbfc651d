import { createHash } from 'node:crypto';
import { type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { simpleCommands } from '../../core/protected/shell-words.ts';
import type { TreeId } from '../../ports/view.ts';
import { readBlobs } from '../git/blobs.ts';
import { listTree, type TreeFiles } from '../git/index-file.ts';
import { type Run, runPlace } from '../home/run-home.ts';
import { dependencyPart, isManifest } from './dependency-manifests.ts';
import { laidOver } from './setup-tree.ts';

/** Raised when folders that were made before must not be used any more. */
const keyVersion = 2;

/**
 * Hash of everything that the dependency folders of a tree follow from. With setup commands, that is all that these can
 * read: their checkout, which is the base but for what manifests and lock files say; their text; the toolchain, variables
 * and network that they run with; and the repository, so that what one has made is used by no other. Without, it is what
 * the tree says about dependencies, and the machine's kind and search path.
 */
export async function dependenciesKey(run: Run, tree: TreeId): Promise<string> {
  if (run.record.setup.commands.length > 0) return keyOfSetup(run, tree);
  return keyOfFiles(run, await listTree(runPlace(run), tree));
}

/** As `dependenciesKey`, of the base, which has these files. */
export async function keyOfBase(run: Run, files: TreeFiles): Promise<string> {
  return run.record.setup.commands.length > 0 ? keyOfSetup(run, run.record.baseTree) : keyOfFiles(run, files);
}

async function keyOfSetup(run: Run, tree: TreeId): Promise<string> {
  const { setup, baseTree, repository, workspace } = run.record;
  return hashOf([
    machineOf(run),
    [setup.commands, setup.folder],
    [toolchain(run), run.setupConditions],
    repository?.commonDir ?? workspace,
    baseTree,
    await laidOver(run, tree),
  ]);
}

async function keyOfFiles(run: Run, files: TreeFiles): Promise<string> {
  const manifests = [...files].filter(([path]) => isManifest(path));
  const texts = await readBlobs(
    runPlace(run),
    manifests.map(([, { objectId }]) => objectId),
  );
  const parts = manifests.map(([path], index) => [path, dependencyPart(path, texts[index] ?? '')]);
  return hashOf([machineOf(run), run.record.setup.folder, parts]);
}

const machineOf = ({ searchPath }: Run) => [process.platform, process.arch, searchPath];

const hashOf = (parts: readonly unknown[]): string =>
  createHash('sha256')
    .update(JSON.stringify([keyVersion, ...parts]))
    .digest('hex');

/** Programs that run what others install, whichever command names them. */
const interpreters = ['node', 'python3', 'python', 'ruby', 'php', 'java', 'go', 'cargo', 'rustc'];

/** Which files the programs of the setup commands are: a search path can come to lead to others. */
function toolchain({ searchPath, record }: Run): unknown[] {
  const named = record.setup.commands.flatMap(simpleCommands).flatMap(({ words }) => words.slice(0, 2));
  const names = new Set([...interpreters, ...named.filter((word) => /^[\w.+-]+$/.test(word))]);
  const folders = searchPath.split(':').filter((folder) => folder.startsWith('/'));
  return [...names].map((name) => {
    for (const folder of folders) {
      const found = statusOf(join(folder, name));
      if (found?.isFile()) return [name, found.dev, found.ino, found.size, found.mtimeMs];
    }
    return [name];
  });
}

/** Null also where this user may not look. */
function statusOf(path: string): Stats | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}
