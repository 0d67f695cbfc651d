import { configuredFiles, mayNameFiles } from '../../core/protected/configured-files.ts';
import { type Classify, classifier, type Protection } from '../../core/protected/protection.ts';
import { verifyScripts } from '../../core/protected/verify-scripts.ts';
import { fromPathBytes, type PathBytes, toPathBytes } from '../git/path-bytes.ts';
import { decodeText, type TreeTexts } from './tree-texts.ts';

/** Says what a path is protected as, with what the base's commands and configuration name. */
export async function classifyFor(base: TreeTexts, protection: Protection): Promise<Classify> {
  const [scripts, configured] = [await findScripts(base, protection), await findConfigured(base)];
  return classifier(protection, { scripts, configured });
}

async function findConfigured(base: TreeTexts): Promise<Set<string>> {
  const paths = base.paths().filter((path) => mayNameFiles(path) && !/(^|\/)node_modules\//.test(path));
  const found = new Set<string>();
  for (const [path, bytes] of await base.read(paths)) {
    const isInBase = (named: string) => base.has(toPathBytes(named));
    for (const file of configuredFiles(textPath(path), decodeText(bytes) ?? '', isInBase)) found.add(file);
  }
  return found;
}

/** The path as the pure code knows it. */
export const textPath = (path: PathBytes): string => fromPathBytes(path).toString();

/** No repository has scripts that call each other so deep. */
const mostRounds = 100;

/** The files of the base that the commands are written in: one may name others, so that what there is to read is known step by step. */
export async function findScripts(base: TreeTexts, { commands, folder }: Protection): Promise<Set<string>> {
  const texts = new Map<string, string>();
  for (let round = 1; ; round += 1) {
    const missing = new Set<string>();
    const found = verifyScripts(commands, folder, (path) => {
      const text = texts.get(path);
      if (text !== undefined || !base.has(toPathBytes(path))) return text ?? null;
      missing.add(path);
      return '';
    });
    if (missing.size === 0 || round === mostRounds) return found;
    const read = await base.read([...missing].map(toPathBytes));
    for (const path of missing) texts.set(path, decodeText(read.get(toPathBytes(path)) ?? '') ?? '');
  }
}
