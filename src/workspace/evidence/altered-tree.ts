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

/** The tree with other expectations in the tests of these places. */
export async function alteredTree(
  run: Run,
  tree: TreeId,
  { seed, places, sealed }: AlterationPlan,
  parse: ParseText,
): Promise<AlteredTree> {
  const place = runPlace(run);
  const files = await listTree(place, tree);
  const laidOver = sealed === undefined ? null : await filesOfFolder(sealed);
  const paths = [...files].flatMap(([path, { mode }]) =>
    isRegularFile(mode) && laidOver?.has(path) !== false ? [path] : [],
  );
  const scripts = new Set(places.flatMap((one) => (one.holds === 'a script' ? [toPathBytes(one.path)] : [])));
  const failing: string[] = [];
  const pathsOf = new Map(places.map((one) => [one, paths.filter(isIn(one))]));
  const texts = await (await openTreeTexts(place, tree)).read([...pathsOf.values()].flat());
  const testsOf = new Map<PathBytes, readonly AlteredTest[]>();
  const entries: NewEntry[] = [];
  for (const [path, bytes] of texts) {
    const found = await alter(textPath(path), bytes, seed, parse);
    const altered = scripts.has(path) ? failingScript(textPath(path), bytes, found) : found;
    if (altered === null || altered.text === decodeText(bytes)) continue;
    if (scripts.has(path)) failing.push(textPath(path));
    testsOf.set(path, altered.tests);
    entries.push({ path, mode: files.get(path)?.mode ?? '100644', text: encodeText(altered.text) });
  }
  const tests = places.flatMap((one) => {
    const inPlace = (pathsOf.get(one) ?? []).flatMap((path) => testsOf.get(path) ?? []);
    const ids = alteredIds(one.asked, inPlace);
    return one.name === '' ? ids : ids.map((id) => `${one.name} > ${id}`);
  });
  return {
    tree: await treeWithEntries(run, tree, entries),
    alteration: { seed, files: entries.length, tests, scripts: failing },
  };
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
