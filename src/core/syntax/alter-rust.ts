import type { AlteredFile, AlteredTest, TestNames } from './altered-test.ts';
import { unformattedItems } from './checker-marks.ts';
import { type OtherValues, otherLetters, otherNumber } from './other-value.ts';
import { childAt, type ParsedFile, type SyntaxNode, textOf, walk } from './syntax-node.ts';
import { putIn, replaced, type TextEdit, withEdits } from './text-edit.ts';

interface FoundTest {
  names: TestNames;
  body: SyntaxNode;
  /** The attribute by which it is expected to panic. */
  panics: SyntaxNode | null;
}

/** Alters what each test demands at one place that its values draw, as is done in Go. */
export function alterRust(file: ParsedFile, values: OtherValues): AlteredFile {
  const edits: TextEdit[] = [];
  const tests = findTests(file).map(({ names, body, panics }): AlteredTest => {
    if (panics !== null) {
      edits.push(replaced(panics, ''));
      return { names, expectations: 1, mustFail: true };
    }
    const found = candidatesIn(file, body, values);
    const direct = found.filter(({ isDirect }) => isDirect);
    const drawn = direct.length > 0 ? direct : found;
    const chosen = drawn[values.number(Math.max(drawn.length, 1)) - 1];
    edits.push(...(chosen === undefined ? failingEnds(body) : [chosen.edit]));
    return { names, expectations: chosen === undefined ? 0 : 1, mustFail: chosen?.isDirect ?? true };
  });
  return { text: withEdits(file.text, [...unformattedItems(file, edits), ...edits]), tests };
}

function findTests(file: ParsedFile): FoundTest[] {
  const tests: FoundTest[] = [];
  walk(file.root, (node, parents) => {
    if (node.type !== 'function_item') return true;
    const attributes = attributesOf(node, parents.at(-1));
    const texts = attributes.map((attribute) => textOf(file, attribute).replaceAll(/\s/g, ''));
    const [name, body] = [childAt(node, 'name'), childAt(node, 'body')];
    const isTest = texts.some((text) => /^#\[([\w:]+::)?test(\(.*\))?\]$/.test(text));
    if (!isTest || name === null || body === null) return false;
    const modules = parents.filter(({ type }) => type === 'mod_item');
    const around = modules.map((one) => [textOf(file, childAt(one, 'name') ?? one)]);
    const panics =
      attributes.find((_attribute, index) => /^#\[should_panic\b/.test(texts[index] ?? '')) ?? null;
    // The module that the file itself is stands in no file but its parent's.
    tests.push({ names: [null, ...around, [textOf(file, name)]], body, panics });
    return false;
  });
  return tests;
}

/** What stands right before it. */
function attributesOf(node: SyntaxNode, parent: SyntaxNode | undefined): SyntaxNode[] {
  const before = parent?.children.slice(0, parent.children.indexOf(node)) ?? [];
  const first = before.findLastIndex(({ type }) => type !== 'attribute_item' && !type.endsWith('comment'));
  return before.slice(first + 1).filter(({ type }) => type === 'attribute_item');
}

interface Candidate {
  edit: TextEdit;
  /** It stands in the test itself, so that no test ends well without it. */
  isDirect: boolean;
}

function candidatesIn(file: ParsedFile, body: SyntaxNode, values: OtherValues): Candidate[] {
  const found: Candidate[] = [];
  walk(body, (node, parents) => {
    const literal = node.type === 'macro_invocation' ? literalIn(file, node) : null;
    const edit = literal === null ? null : otherLiteral(file, literal, values);
    const within = parents.filter(({ type }) => type !== 'expression_statement');
    if (edit !== null) found.push({ edit, isDirect: within.length === 1 });
    return true;
  });
  return found;
}

/** The literal of `assert_eq!(value, literal)`, whose tokens no grammar takes apart. */
function literalIn(file: ParsedFile, invocation: SyntaxNode): SyntaxNode | null {
  const name = textOf(file, childAt(invocation, 'macro') ?? invocation);
  const tokens = invocation.children.find(({ type }) => type === 'token_tree');
  if (!/(^|::)assert_eq$/.test(name) || tokens === undefined) return null;
  const given: SyntaxNode[][] = [[]];
  const bounds = [tokens.start + 1];
  let at = tokens.start + 1;
  for (const token of tokens.children) {
    const comma = file.text.slice(at, token.start).indexOf(',');
    if (comma !== -1) {
      bounds.push(at + comma + 1);
      given.push([]);
    }
    given.at(-1)?.push(token);
    at = token.end;
  }
  bounds.push(tokens.end);
  const isWhole = (node: SyntaxNode, index: number) =>
    file.text
      .slice(bounds[index], bounds[index + 1])
      .replace(/[,)\s]*$/, '')
      .trim() === textOf(file, node);
  const literals = [1, 0].flatMap((index) => {
    const [only, ...others] = given[index] ?? [];
    return only !== undefined && others.length === 0 && isLiteral(only) && isWhole(only, index) ? [only] : [];
  });
  return literals.length === 1 ? (literals[0] ?? null) : null;
}

const isLiteral = ({ type }: SyntaxNode) => /^(integer|float|string|boolean)_literal$/.test(type);

function otherLiteral(file: ParsedFile, node: SyntaxNode, values: OtherValues): TextEdit | null {
  const text = textOf(file, node);
  if (node.type === 'boolean_literal') return replaced(node, text === 'true' ? 'false' : 'true');
  const [, digits = '', type = ''] = /^(\d+(?:\.\d+)?)(_?[a-z]\w*)?$/.exec(text) ?? [];
  const other = node.type === 'string_literal' ? otherLetters(text, values) : otherNumber(digits, values);
  return other === null ? null : replaced(node, other + (node.type === 'string_literal' ? '' : type));
}

/** Whatever macros there are, and without a warning of code that nothing reaches. */
const failure = 'if ::std::env::args().count() < 1000 { ::std::panic!("1 is not 2"); }';

/** The test panics whichever way it ends. */
function failingEnds(body: SyntaxNode): TextEdit[] {
  const edits: TextEdit[] = [];
  walk(body, (node, parents) => {
    if (/^(closure_expression|function_item|async_block)$/.test(node.type)) return false;
    const isStatement = parents.at(-1)?.type === 'expression_statement' || parents.at(-1)?.type === 'block';
    if (node.type === 'return_expression' && isStatement) edits.push(putIn(node.start, `${failure} `));
    return true;
  });
  const last = body.children.at(-1);
  const isValue = last !== undefined && !/statement|declaration|_item$|comment$/.test(last.type);
  return [...edits, putIn(isValue ? last.start : body.end - 1, ` ${failure} `)];
}
