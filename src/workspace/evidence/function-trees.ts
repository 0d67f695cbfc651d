import type { LineRange, Mutant } from '../../core/evidence/line-range.ts';
import { constantAtOnce } from '../../core/syntax/constant-result.ts';
import {
  type FunctionNode,
  failAtOnce,
  functionNodes,
  outermost,
} from '../../core/syntax/function-bodies.ts';
import { type Grammar, languageOf } from '../../core/syntax/language.ts';
import type { ParsedFile } from '../../core/syntax/syntax-node.ts';
import { type TextEdit, withEdits } from '../../core/syntax/text-edit.ts';
import type { TreeId } from '../../ports/view.ts';
import type { ParseText } from '../../system/syntax-parser.ts';
import { listTree } from '../git/index-file.ts';
import { asPath, type PathBytes, textPath, toPathBytes } from '../git/path-bytes.ts';
import { type Run, runPlace } from '../home/run-home.ts';
import { type NewEntry, treeWithEntries } from './scratch-tree.ts';
import { decodeText, encodeText, openTreeTexts } from './tree-texts.ts';

/** The tree in which each of these functions fails as soon as it is called. */
export async function failingTree(
  run: Run,
  tree: TreeId,
  functions: readonly LineRange[],
  parse: ParseText,
): Promise<TreeId> {
  const found = await functionsOfTree(run, tree, functions, parse);
  const entries = found.map((file) =>
    entryOf(
      file,
      file.functions.flatMap((one) => failAtOnce(file.grammar, file.parsed, one)),
    ),
  );
  return treeWithEntries(run, tree, entries);
}

/** So many functions have a tree of their own: more would take longer than they tell. */
const mutantsMax = 40;

/** A function that does something that the base does not. */
export interface OwnFunction extends LineRange {
  /** Nothing at the base has its name. */
  isNew: boolean;
}

/**
 * For each of these functions that stands in none of the others a tree in which it alone is another one. A new one gives
 * back one and the same value; one that was there fails, as does one of which no such value is known: where a crash was
 * mended, a test that demands that nothing is thrown is all that there is to show.
 */
export async function mutantTrees(
  run: Run,
  tree: TreeId,
  functions: readonly OwnFunction[],
  parse: ParseText,
): Promise<Mutant[]> {
  const found = await functionsOfTree(run, tree, functions, parse);
  const each = found.flatMap((file) =>
    file.functions.map((one) => {
      const isNew = functions.some(
        ({ path, from, to, isNew }) => isNew && path === file.name && from === one.from && to === one.to,
      );
      return { file, one, constant: isNew ? constantAtOnce(file.grammar, file.parsed, one) : null };
    }),
  );
  const mutants: Mutant[] = [];
  for (const { file, one, constant } of each.slice(0, mutantsMax)) {
    const entry = entryOf(file, constant ?? failAtOnce(file.grammar, file.parsed, one));
    const { from, to } = one;
    const does = constant === null ? 'fails' : 'is constant';
    mutants.push({ path: file.name, from, to, does, tree: await treeWithEntries(run, tree, [entry]) });
  }
  return mutants;
}

/** A file of a tree, with those of its functions that are meant. */
interface FileFunctions {
  name: string;
  path: PathBytes;
  mode: string;
  grammar: Grammar;
  parsed: ParsedFile;
  functions: readonly FunctionNode[];
}

async function functionsOfTree(
  run: Run,
  tree: TreeId,
  functions: readonly LineRange[],
  parse: ParseText,
): Promise<FileFunctions[]> {
  const place = runPlace(run);
  const files = await listTree(place, tree);
  const paths = [...new Set(functions.map(({ path }) => path))].map((path) => asPath(toPathBytes(path)));
  const found: FileFunctions[] = [];
  for (const [path, bytes] of await (await openTreeTexts(place, tree)).read(paths)) {
    const name = textPath(path);
    const grammar = languageOf(name)?.grammar;
    const text = decodeText(bytes);
    const parsed = grammar && text !== null ? await parse(grammar, text) : null;
    if (!grammar || !parsed) continue;
    const meant = (functionNodes(grammar, parsed) ?? []).filter(({ from, to }) =>
      functions.some((one) => one.path === name && one.from === from && one.to === to),
    );
    const mode = files.get(path)?.mode ?? '100644';
    found.push({ name, path, mode, grammar, parsed, functions: outermost(meant) });
  }
  return found;
}

function entryOf({ path, mode, grammar, parsed }: FileFunctions, edits: readonly TextEdit[]): NewEntry {
  const unchecked = /^(typescript|tsx)$/.test(grammar) ? '// @ts-nocheck\n' : '';
  return { path, mode, text: encodeText(unchecked + withEdits(parsed.text, edits)) };
}
