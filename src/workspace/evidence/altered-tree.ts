import type { AlterationPlan, AlteredPlace } from '../../core/evidence/alteration.ts';
import { type AlteredTest, alteredIds } from '../../core/syntax/altered-test.ts';
import { languageOf } from '../../core/syntax/language.ts';
import { otherValues } from '../../core/syntax/other-value.ts';
import type { AlteredTree, TreeId } from '../../ports.ts';
import type { ParseText } from '../../system/syntax-parser.ts';
import { isRegularFile, listTree } from '../git/index-file.ts';
import { folderPrefix, type PathBytes, toPathBytes } from '../git/path-bytes.ts';
import { type Run, runPlace } from '../home/run-home.ts';
import { textPath } from './protected-files.ts';
import { type NewEntry, treeWithEntries } from './scratch-tree.ts';
import { decodeText, encodeText, openTreeTexts } from './tree-texts.ts';

/** A larger file is data. */
const longestText = 1024 * 1024;

/** The tree with other expectations in the tests of these places. */
export async function alteredTree(
  run: Run,
  tree: TreeId,
  { seed, places }: AlterationPlan,
  parse: ParseText,
): Promise<AlteredTree> {
  const place = runPlace(run);
  const files = await listTree(place, tree);
  const paths = [...files].flatMap(([path, { mode }]) => (isRegularFile(mode) ? [path] : []));
  const pathsOf = new Map(places.map((one) => [one, paths.filter(isIn(one))]));
  const texts = await (await openTreeTexts(place, tree)).read([...pathsOf.values()].flat());
  const testsOf = new Map<PathBytes, readonly AlteredTest[]>();
  const entries: NewEntry[] = [];
  for (const [path, bytes] of texts) {
    const altered = await alter(textPath(path), bytes, seed, parse);
    if (altered === null || altered.text === decodeText(bytes)) continue;
    testsOf.set(path, altered.tests);
    entries.push({ path, mode: files.get(path)?.mode ?? '100644', text: encodeText(altered.text) });
  }
  const tests = places.flatMap((one) => {
    const inPlace = (pathsOf.get(one) ?? []).flatMap((path) => testsOf.get(path) ?? []);
    return alteredIds(one.asked, inPlace).map((id) => `${one.name} > ${id}`);
  });
  return {
    tree: await treeWithEntries(run, tree, entries),
    alteration: { seed, files: entries.length, tests },
  };
}

function isIn({ path, holds }: AlteredPlace): (file: PathBytes) => boolean {
  const own = toPathBytes(path);
  const folder = path === '' ? '' : `${own}/`;
  switch (holds) {
    case 'a file':
      return (file) => file === own;
    case 'a folder':
      return (file) => folderPrefix(file) === folder && file.endsWith('_test.go');
    case 'folders':
      return (file) => file.startsWith(folder) && file.endsWith('.rs');
  }
}

async function alter(path: string, bytes: string, seed: string, parse: ParseText) {
  const language = languageOf(path);
  const text = bytes.length > longestText ? null : decodeText(bytes);
  const file = language === null || text === null ? null : await parse(language.grammar, text);
  return language === null || file === null ? null : language.alter(file, otherValues(seed, path));
}
