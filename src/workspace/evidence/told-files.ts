import { foldersOf, joinPath } from '../../core/protected/path-parts.ts';
import { calculatesSomething } from '../../core/protected/use/calculations.ts';
import { toPathBytes } from '../git/path-bytes.ts';
import type { TreeTexts } from './tree-texts.ts';

const endings = ['', '.js', '.mjs', '.cjs', '.ts', '.mts', '.cts', '.tsx', '.jsx', '/index.js', '/index.ts'];

/** Whether one of the files that a program chooses from calculates: settings do not, nor what is built and not in the tree. */
export async function doCalculate(
  candidate: TreeTexts,
  user: string,
  files: readonly string[],
): Promise<boolean> {
  const folder = foldersOf(user).join('/');
  const paths = files.flatMap((file) =>
    endings.flatMap((ending) => {
      // What TypeScript calls `.js` in an import is a file that ends otherwise.
      const names = [`${file}${ending}`, ...(ending === '' ? [file.replace(/\.([cm]?)jsx?$/, '.$1ts')] : [])];
      return names.flatMap((name) => joinPath(folder, name) ?? []);
    }),
  );
  const texts = await candidate.read(paths.map((path) => toPathBytes(path)));
  return [...texts.values()].some(calculatesSomething);
}
