import type { AlteredFile, AlteredTest } from './altered-test.ts';
import type { OtherValues } from './other-value.ts';
import { childAt, contentsOf, type ParsedFile, type SyntaxNode, textOf } from './syntax-node.ts';
import { putIn, replaced, withEdits } from './text-edit.ts';

/**
 * Has the program of a test in C or C++ end with 1 wherever its `main` gives back what it came to: one that ends the
 * process before that, with 0, shows by it that its tests have no say.
 */
export function alterMain(file: ParsedFile, values: OtherValues, path: string): AlteredFile {
  const nothing = { text: file.text, tests: [] };
  const main = contentsOf(file.root).find((node) => nameOf(file, node) !== null);
  const name = main === undefined ? null : nameOf(file, main);
  if (main === undefined || name === null) return nothing;
  const parameters = childAt(name.declarator, 'parameters');
  const own = parameters === null ? [] : contentsOf(parameters).map((one) => textOf(file, one));
  const isWithout = own.length === 0 || (own.length === 1 && own[0] === 'void');
  if (!isWithout && own.length !== 2) return nothing;
  const inner = `main_${values.name}`;
  const call = isWithout ? `${inner}()` : `${inner}(count, words)`;
  const taken = isWithout ? 'void' : 'int count, char **words';
  const edits = [
    replaced(name.node, inner),
    putIn(main.end, `\nint main(${taken}) { (void)${call}; return 1; }\n`),
  ];
  return { text: withEdits(file.text, edits), tests: testsOf(path) };
}

/** The name of the function that a node defines, where that is `main`. */
function nameOf(file: ParsedFile, node: SyntaxNode): { node: SyntaxNode; declarator: SyntaxNode } | null {
  const declarator = node.type === 'function_definition' ? childAt(node, 'declarator') : null;
  const named = declarator === null ? null : childAt(declarator, 'declarator');
  if (declarator === null || named === null || textOf(file, named) !== 'main') return null;
  return { node: named, declarator };
}

/** The names that a build gives such a test by custom: that of its file, with or without what says that it is one. */
function testsOf(path: string): AlteredTest[] {
  const stem = (path.split('/').at(-1) ?? '').replace(/\.\w+$/, '');
  const plain = stem.replace(/^tests?[-_]|[-_](unit)?tests?$/g, '');
  const names = [stem, plain, `test_${plain}`, `${plain}_test`];
  return [...new Set(names)].map((one) => ({
    names: [null, [one]],
    expectations: 0,
    mustFail: true,
  }));
}
