import { readScripts } from '../../core/protected/package-scripts.ts';
import type { PackageScripts } from '../../core/runners/direct-start.ts';
import type { TreeId } from '../../ports/view.ts';
import { toPathBytes } from '../git/path-bytes.ts';
import { type Run, runPlace } from '../home/run-home.ts';
import { decodeText, openTreeTexts } from './tree-texts.ts';

/** A larger manifest is none that a person has written. */
const longestManifest = 256 * 1024;

/** The scripts of a package.json of the tree, by the folder that it lies in. */
export async function packageScripts(run: Run, tree: TreeId, folder: string): Promise<PackageScripts> {
  const path = toPathBytes(folder === '' ? 'package.json' : `${folder}/package.json`);
  const bytes = (await (await openTreeTexts(runPlace(run), tree)).read([path])).get(path) ?? '';
  return bytes.length > longestManifest ? {} : readScripts(decodeText(bytes) ?? '');
}
