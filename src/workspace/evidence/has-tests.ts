import { isTestPath } from '../../core/protected/test-paths.ts';
import type { TreeId } from '../../ports.ts';
import { listTree } from '../git/index-file.ts';
import { type Run, runPlace } from '../home/run-home.ts';
import { textPath } from './protected-files.ts';

/** Whether a tree has any file that could hold tests; in Rust every file of the program could. */
export async function hasTests(run: Run, tree: TreeId): Promise<boolean> {
  const paths = [...(await listTree(runPlace(run), tree)).keys()].map(textPath);
  return paths.some((path) => isTestPath(path) || path.endsWith('.rs'));
}
