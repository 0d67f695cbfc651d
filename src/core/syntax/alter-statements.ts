import type { AlteredFile, AlteredTest, TestNames } from './altered-test.ts';
import type { OtherValues } from './other-value.ts';
import { otherLetters, otherNumber } from './other-value.ts';
import { childAt, contentsOf, type ParsedFile, type SyntaxNode, textOf, walk } from './syntax-node.ts';
import { putIn, replaced, type TextEdit, withEdits } from './text-edit.ts';

/** How the tests of one language of braces and calls are written. */
export interface StatementDialect {
  /** The names of the test that a node defines, as reports have them; null for any other node. */
  testOf: (file: ParsedFile, node: SyntaxNode, parents: readonly SyntaxNode[]) => TestNames[] | null;
  /** The name of what a node calls, as its last part says; null for a node that calls nothing. */
  calledBy: (file: ParsedFile, node: SyntaxNode) => string | null;
  /** Calls that compare two arguments of which one is expected, and how many arguments they have at most. */
  equality: RegExp;
  /** Calls whose one argument is expected: `isEqualTo(5)`. */
  expecting: RegExp;
  /** Calls whose first argument must be true, or must not be. */
  truth: RegExp;
  numbers: RegExp;
  texts: RegExp;
  /** Ends a test in a failure. */
  failure: string;
  /** Behind such a statement a compiler may know that nothing comes. */
  ends: RegExp;
  /** Functions of their own, which a `return` in them does not leave. */
  functions: RegExp;
}

/**
 * Alters what each test demands at one place that its values draw, among the statements of the test itself, so that no
 * test ends well without it. What has no such place fails at its end.
 */
export function alterStatements(
  file: ParsedFile,
  values: OtherValues,
  dialect: StatementDialect,
): AlteredFile {
  const edits: TextEdit[] = [];
  const tests: AlteredTest[] = [];
  walk(file.root, (node, parents) => {
    const names = dialect.testOf(file, node, parents);
    const body = names === null ? null : childAt(node, 'body');
    if (names === null || body === null) return true;
    const found = contentsOf(body).flatMap((statement) => expectationIn(file, statement, values, dialect));
    const chosen = found[values.number(Math.max(found.length, 1)) - 1] ?? null;
    const failing = chosen === null ? failingEnds(body, dialect) : null;
    edits.push(...(chosen ?? failing ?? []));
    const expectations = chosen === null ? 0 : 1;
    const mustFail = chosen !== null || failing !== null;
    tests.push(...names.map((one) => ({ names: one, expectations, mustFail })));
    return false;
  });
  return { text: withEdits(file.text, edits), tests };
}

/** The edits of each expectation in a statement that is nothing but a call, or a chain of them. */
function expectationIn(
  file: ParsedFile,
  statement: SyntaxNode,
  values: OtherValues,
  dialect: StatementDialect,
): TextEdit[][] {
  if (statement.type !== 'expression_statement') return [];
  const found: TextEdit[][] = [];
  walk(statement, (node) => {
    if (dialect.functions.test(node.type)) return false;
    const name = dialect.calledBy(file, node);
    const edits = name === null ? null : otherCall({ file, values, dialect }, node, name);
    if (edits !== null) found.push(edits);
    return true;
  });
  return found;
}

interface Given {
  file: ParsedFile;
  values: OtherValues;
  dialect: StatementDialect;
}

function otherCall(given: Given, call: SyntaxNode, name: string): TextEdit[] | null {
  const { dialect } = given;
  const all = contentsOf(childAt(call, 'arguments') ?? call).map(unwrapped);
  const [first, second] = all;
  if (first === undefined) return null;
  if (dialect.truth.test(name) && all.length === 1) return [putIn(first.start, '!('), putIn(first.end, ')')];
  if (dialect.expecting.test(name) && all.length === 1) return otherLiteral(given, first);
  if (!dialect.equality.test(name) || second === undefined) return null;
  // Of three, one may be a message, which nothing depends on.
  const isNumber = (node: SyntaxNode) => dialect.numbers.test(node.type);
  const literals = [first, second].filter((node) =>
    all.length === 2 ? isNumber(node) || dialect.texts.test(node.type) : isNumber(node),
  );
  const [literal] = literals;
  return literals.length === 1 && literal !== undefined ? otherLiteral(given, literal) : null;
}

/** C# has a node around each argument. */
const unwrapped = (node: SyntaxNode): SyntaxNode =>
  node.type === 'argument' ? (contentsOf(node).at(-1) ?? node) : node;

function otherLiteral({ file, values, dialect }: Given, node: SyntaxNode): TextEdit[] | null {
  const text = textOf(file, node);
  const other = dialect.numbers.test(node.type)
    ? otherNumber(text, values)
    : dialect.texts.test(node.type)
      ? otherLetters(text, values)
      : null;
  return other === null ? null : [replaced(node, other)];
}

/** The test fails whichever way it ends; null where that can't be written so that it compiles. */
function failingEnds(body: SyntaxNode, { failure, ends, functions }: StatementDialect): TextEdit[] | null {
  const edits: TextEdit[] = [];
  let isClear = true;
  walk(body, (node, parents) => {
    if (functions.test(node.type)) return false;
    if (node.type === 'return_statement') {
      const isInBlock = /block|compound_statement/.test(parents.at(-1)?.type ?? '');
      if (isInBlock) edits.push(putIn(node.start, `${failure} `));
      else isClear = false;
    }
    return true;
  });
  if (!isClear) return null;
  const last = contentsOf(body).at(-1);
  if (last?.type === 'return_statement') return edits;
  return last !== undefined && ends.test(last.type) ? null : [...edits, putIn(body.end - 1, ` ${failure} `)];
}
