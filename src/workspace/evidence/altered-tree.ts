import type { AlterationPlan, AlteredPlace } from '../../core/evidence/alteration.ts';
import { type AlteredFile, type AlteredTest, alteredIds } from '../../core/syntax/altered-test.ts';
import { withFailingEnd } from '../../core/syntax/failing-end.ts';
import { languageOf } from '../../core/syntax/language.ts';
import { otherValues } from '../../core/syntax/other-value.ts';
import type { AlteredTree } from '../../ports/measured-trees.ts';
import type { TreeId } from '../../ports/view.ts';
import type { ParseText } from '../../system/syntax-parser.ts';
import { isRegularFile, listTree } from '../git/index-file.ts';
import { folderPrefix, type PathBytes, textPath, toPathBytes } from '../git/path-bytes.ts';
import { type Run, runPlace } from '../home/run-home.ts';
import { filesOfFolder } from './folder-tree.ts';
import { type NewEntry, treeWithEntries } from './scratch-tree.ts';
import { decodeText, encodeText, openTreeTexts } from './tree-texts.ts';

/** A larger file is data. */
const longestText = 1024 * 1024;

/**
 * What became of a file that was altered before: the id of its new text in the run's git, which stays as long as the run
 * does; null where nothing in it is altered.
 */
type KnownFile = { objectId: string; tests: readonly AlteredTest[] } | null;

/** By the seed, the path, and the file's content. */
export type AlteredBefore = Map<string, KnownFile>;

/** How a file is altered, and those that were altered before. */
export interface Altering {
  parse: ParseText;
  known: AlteredBefore;
}

/** The tree with other expectations in the tests of these places. Adds to the known files. */
export async function alteredTree(
  run: Run,
  tree: TreeId,
  { seed, places, sealed }: AlterationPlan,
  { parse, known }: Altering,
): Promise<AlteredTree> {
  const place = runPlace(run);
  const files = await listTree(place, tree);
  const laidOver = sealed === undefined ? null : await filesOfFolder(sealed);
  const paths = [...files].flatMap(([path, { mode }]) =>
    isRegularFile(mode) && laidOver?.has(path) !== false ? [path] : [],
  );
  const scripts = new Set(places.flatMap((one) => (one.holds === 'a script' ? [toPathBytes(one.path)] : [])));
  const pathsOf = new Map(places.map((one) => [one, paths.filter(isIn(one))]));
  const wanted = [...new Set([...pathsOf.values()].flat())];
  const keyOf = (path: PathBytes) =>
    JSON.stringify([seed, path, scripts.has(path), files.get(path)?.objectId]);
  // The base's tests are put back in a candidate, so that most of its files were altered for the base already.
  const unknown = wanted.filter((path) => !known.has(keyOf(path)));
  const made = new Map<PathBytes, AlteredFile>();
  for (const [path, bytes] of await (await openTreeTexts(place, tree)).read(unknown)) {
    const found = await alter(textPath(path), bytes, seed, parse);
    const altered = scripts.has(path) ? failingScript(textPath(path), bytes, found) : found;
    if (altered !== null && altered.text !== decodeText(bytes)) made.set(path, altered);
  }
  const foundOf = new Map(wanted.map((path) => [path, made.get(path) ?? known.get(keyOf(path)) ?? null]));
  const entries = [...foundOf].flatMap(([path, found]): NewEntry[] => {
    const mode = files.get(path)?.mode ?? '100644';
    if (found === null) return [];
    return 'text' in found
      ? [{ path, mode, text: encodeText(found.text) }]
      : [{ path, mode, objectId: found.objectId }];
  });
  const alteredId = await treeWithEntries(run, tree, entries);
  const idsAfter = made.size === 0 ? null : await listTree(place, alteredId);
  for (const path of unknown) {
    const [objectId, tests] = [idsAfter?.get(path)?.objectId, made.get(path)?.tests];
    known.set(keyOf(path), objectId === undefined || tests === undefined ? null : { objectId, tests });
  }
  const tests = places.flatMap((one) => {
    const inPlace = (pathsOf.get(one) ?? []).flatMap((path) => foundOf.get(path)?.tests ?? []);
    const ids = alteredIds(one.asked, inPlace);
    return one.name === '' ? ids : ids.map((id) => `${one.name} > ${id}`);
  });
  const failing = entries.flatMap(({ path }) => (scripts.has(path) ? [textPath(path)] : []));
  return { tree: alteredId, alteration: { seed, files: entries.length, tests, scripts: failing } };
}

function isIn(place: AlteredPlace): (file: PathBytes) => boolean {
  const own = toPathBytes(place.path);
  const folder = place.path === '' ? '' : `${own}/`;
  switch (place.holds) {
    case 'a file':
    case 'a script':
      return (file) => file === own;
    case 'a folder':
      return (file) => folderPrefix(file) === folder && place.named.test(file);
    case 'all files':
      return () => true;
    case 'folders':
      return (file) => file.startsWith(folder) && place.named.test(file.slice(folder.length));
  }
}

async function alter(path: string, bytes: string, seed: string, parse: ParseText) {
  const language = languageOf(path);
  const text = bytes.length > longestText ? null : decodeText(bytes);
  const file = language === null || text === null ? null : await parse(language.grammar, text);
  return language === null || file === null ? null : language.alter(file, otherValues(seed, path), path);
}

/** With other expectations and a failure at its end where they are read, else with the failure alone. */
function failingScript(path: string, bytes: string, altered: AlteredFile | null): AlteredFile | null {
  const text = decodeText(bytes);
  const failing = text === null ? null : withFailingEnd(path, text);
  if (failing === null) return null;
  // What has tests says nothing of what its own last line comes to.
  const isScript = altered?.tests.length === 0 && altered.text !== text;
  return isScript && /\.[cm]?[jt]s$/.test(path) ? altered : { text: failing, tests: [] };
}
