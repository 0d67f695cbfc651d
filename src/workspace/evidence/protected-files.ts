import { type Classify, classifier, type Protection } from '../../core/protected/protection.ts';
import { verifyScripts } from '../../core/protected/verify-scripts.ts';
import { fromPathBytes, type PathBytes, toPathBytes } from '../git/path-bytes.ts';
import { decodeText, type TreeTexts } from './tree-texts.ts';

/** Says what a path is protected as, with the files of the base that the verify commands are written in. */
export async function classifyFor(base: TreeTexts, protection: Protection): Promise<Classify> {
  return classifier(protection, await findScripts(base, protection));
}

/** The path as the pure code knows it. */
export const textPath = (path: PathBytes): string => fromPathBytes(path).toString();

/** A script may name others, so that what there is to read is known step by step. */
async function findScripts(base: TreeTexts, { commands, folder }: Protection): Promise<Set<string>> {
  const texts = new Map<string, string>();
  while (true) {
    const missing = new Set<string>();
    const found = verifyScripts(commands, folder, (path) => {
      const text = texts.get(path);
      if (text !== undefined || !base.has(toPathBytes(path))) return text ?? null;
      missing.add(path);
      return '';
    });
    if (missing.size === 0) return found;
    const read = await base.read([...missing].map(toPathBytes));
    for (const path of missing) texts.set(path, decodeText(read.get(toPathBytes(path)) ?? '') ?? '');
  }
}
