import { isTestFile, isTestPath } from '../../core/protected/test-paths.ts';
import type { TreeId } from '../../ports/view.ts';
import { listTree } from '../git/index-file.ts';
import { textPath } from '../git/path-bytes.ts';
import { type Run, runPlace } from '../home/run-home.ts';

/** Whether a tree has any file that could hold tests; in Rust every file of the program could. */
export async function hasTests(run: Run, tree: TreeId): Promise<boolean> {
  const paths = [...(await listTree(runPlace(run), tree)).keys()].map(textPath);
  return paths.some((path) => isTestPath(path) || path.endsWith('.rs'));
}

/** Files of a tree that have names as only tests have, as seen from the top. */
export async function testFiles(run: Run, tree: TreeId): Promise<string[]> {
  return [...(await listTree(runPlace(run), tree)).keys()].map(textPath).filter(isTestFile);
}
