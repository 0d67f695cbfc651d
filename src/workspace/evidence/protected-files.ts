import { configuredFiles, mayNameFiles } from '../../core/protected/configured-files.ts';
import { programEntries } from '../../core/protected/program-entry.ts';
import {
  type Classify,
  classifier,
  type ProtectedKind,
  type Protection,
} from '../../core/protected/protection.ts';
import { verifyScripts } from '../../core/protected/verify-scripts.ts';
import type { TreeId } from '../../ports/view.ts';
import { isManifest } from '../dependencies/dependency-manifests.ts';
import type { TreeChange } from '../git/index-file.ts';
import { textPath, toPathBytes } from '../git/path-bytes.ts';
import type { GitPlace } from '../git/run-git.ts';
import { decodeText, type TreeTexts } from './tree-texts.ts';
import { usedByTests } from './used-by-tests.ts';

/** The base of a run, and what differs from it. */
export interface ChangedBase {
  place: GitPlace;
  tree: TreeId;
  texts: TreeTexts;
  changes: readonly TreeChange[];
}

/** Says what a path is protected as, with what the base's commands, configuration and tests name. */
export async function classifyFor(base: ChangedBase, protection: Protection): Promise<Classify> {
  const { place, tree, texts, changes } = base;
  const [scripts, configured] = [await findScripts(texts, protection), await findConfigured(texts)];
  const named = { scripts, configured, used: new Map<string, ProtectedKind>() };
  const classify = classifier({ ...protection, allowed: [] }, named);
  const used = await usedByTests(
    {
      place,
      tree,
      texts,
      classify,
      reported: new Set(protection.reported),
      entries: await findEntries(texts),
      keepsPackages: !changes.some(({ path }) => isManifest(path)),
    },
    changes,
  );
  return classifier(protection, { ...named, used });
}

async function findEntries(base: TreeTexts): Promise<Set<string>> {
  const manifests = base.paths().filter((path) => /^([^/]+\/){0,3}package\.json$/.test(path));
  const texts = await base.read(manifests);
  return new Set(
    [...texts].flatMap(([path, bytes]) => {
      const folder = textPath(path).slice(0, -'package.json'.length);
      return [...programEntries({ folder, text: decodeText(bytes) })];
    }),
  );
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
