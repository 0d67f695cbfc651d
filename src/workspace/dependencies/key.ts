import { createHash } from 'node:crypto';
import type { TreeId } from '../../ports.ts';
import { readBlobs } from '../git/blobs.ts';
import { listTree, type TreeFiles } from '../git/index-file.ts';
import type { PathBytes } from '../git/path-bytes.ts';
import type { GitPlace } from '../git/run-git.ts';
import { type Run, runPlace } from '../home/run-home.ts';
import { dependencyPart, isManifest } from './dependency-manifests.ts';

/** A manifest or lock file of a tree. */
export interface Manifest {
  path: PathBytes;
  mode: string;
  objectId: string;
}

/** Raised when folders that were made before must not be used any more. */
const keyVersion = 1;

/**
 * Hash of everything that the dependency folders of a tree follow from: what its manifests and lock files say about
 * dependencies, the setup commands, and the machine's kind and search path, which choose the toolchain.
 */
export async function dependenciesKey(run: Run, tree: TreeId): Promise<string> {
  return keyOfFiles(run, await listTree(runPlace(run), tree));
}

/** As `dependenciesKey`, of a tree with these files. */
export async function keyOfFiles(run: Run, files: TreeFiles): Promise<string> {
  const manifests = manifestsIn(files);
  const texts = await readBlobs(
    runPlace(run),
    manifests.map(({ objectId }) => objectId),
  );
  const parts = manifests.map(({ path }, index) => [path, dependencyPart(path, texts[index] ?? '')]);
  const { commands, folder } = run.record.setup;
  const machine = [process.platform, process.arch, run.searchPath];
  return createHash('sha256')
    .update(JSON.stringify([keyVersion, machine, commands, folder, parts]))
    .digest('hex');
}

export async function listManifests(place: GitPlace, tree: TreeId): Promise<Manifest[]> {
  return manifestsIn(await listTree(place, tree));
}

function manifestsIn(files: TreeFiles): Manifest[] {
  return [...files].filter(([path]) => isManifest(path)).map(([path, entry]) => ({ path, ...entry }));
}
