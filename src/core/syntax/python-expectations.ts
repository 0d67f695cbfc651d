import { type OtherValues, otherNumber } from './other-value.ts';
import { nearbyValues, neighbour } from './python-others.ts';
import { childAt, contentsOf, type ParsedFile, type SyntaxNode, textOf } from './syntax-node.ts';
import { putIn, replaced, type TextEdit } from './text-edit.ts';

interface Given {
  file: ParsedFile;
  values: OtherValues;
  /** Where expected values stand that are others already, since the table that they come from is another one. */
  kept: ReadonlyMap<number, unknown>;
}

/** What a statement that asserts something becomes so that it must raise; null for any other one. */
export function otherPythonExpectation(given: Given, statement: SyntaxNode): TextEdit[] | null {
  const [first] = contentsOf(statement);
  switch (statement.type) {
    case 'assert_statement':
      return first === undefined ? null : otherAssert(given, statement, first);
    case 'expression_statement':
      return first?.type === 'call' ? otherMethod(given, first) : null;
    case 'with_statement':
      return otherRaises(given, statement);
    default:
      return null;
  }
}

function otherAssert(given: Given, statement: SyntaxNode, expression: SyntaxNode): TextEdit[] {
  const [left, operator, right, ...more] = expression.children;
  const isEquality =
    expression.type === 'comparison_operator' && more.length === 0 && operator?.type === '==';
  if (!isEquality || left === undefined || right === undefined)
    return [putIn(expression.start, 'not ('), putIn(expression.end, ')')];
  if (given.kept.has(right.start)) return [];
  const isGivenFirst = otherLiteral(given, left) !== null && otherLiteral(given, right) === null;
  const [expected, value] = isGivenFirst ? [left, right] : [right, left];
  const number = expected.type === 'integer' ? neighbour(textOf(given.file, expected), given.values) : null;
  if (number !== null) return [replaced(expected, number)];
  const nearby = nearbyValues(given.file, expected, given.values);
  // The first one holds the right one too, which is what would be read there.
  const other = nearby[1] ?? nearby[0];
  if (other === undefined) return unequal(given, expected);
  const any = `${given.values.name}.any(${[textOf(given.file, value), ...nearby].join(', ')})`;
  return [replaced(expression, any), ...asItLooked(given, statement, [expected, other])];
}

/** For what reads its line: it finds there what it would without the others, and comes to one of them. */
function asItLooked(
  { file }: Given,
  statement: SyntaxNode,
  [expected, other]: readonly [SyntaxNode, string],
): TextEdit[] {
  const line = file.text.slice(statement.end).split('\n', 1)[0] ?? '';
  if (line.trim() !== '') return [];
  const text = `${file.text.slice(statement.start, expected.start)}${other}${file.text.slice(expected.end, statement.end)}`;
  return [putIn(statement.end, `  # ${text.replaceAll(/\s+/g, ' ')}`)];
}

/** Another value of the same kind for a literal, so that what reads it reads on; a pair for anything else. */
function unequal(given: Given, node: SyntaxNode): TextEdit[] {
  return otherLiteral(given, near(given, node) ?? node) ?? around(node, '(', `, '${given.values.word()}')`);
}

/** The number in `approx(5)`, which is never another number's with the tolerance that it has by itself. */
function near({ file }: Given, node: SyntaxNode): SyntaxNode | null {
  const called = node.type === 'call' ? childAt(node, 'function') : null;
  if (called === null || !/(^|\.)approx$/.test(textOf(file, called))) return null;
  const [first, ...others] = contentsOf(childAt(node, 'arguments') ?? node);
  // That grows with the number.
  const isSmall = first !== undefined && /^\d{1,4}(\.\d+)?$/.test(textOf(file, first));
  return isSmall && others.length === 0 ? first : null;
}

function otherLiteral({ file, values }: Given, node: SyntaxNode): TextEdit[] | null {
  const text = textOf(file, node);
  if (node.type === 'true' || node.type === 'false')
    return [replaced(node, node.type === 'true' ? 'False' : 'True')];
  if (node.type === 'string') {
    const end = node.children.find(({ type }) => type === 'string_end');
    return end === undefined ? null : [putIn(end.start, values.word())];
  }
  const number = node.type === 'integer' || node.type === 'float' ? otherNumber(text, values) : null;
  return number === null ? null : [replaced(node, number)];
}

const around = (node: SyntaxNode, before: string, after: string): TextEdit[] => [
  putIn(node.start, before),
  putIn(node.end, after),
];

/** What takes the place of an argument of a method of unittest; its number, and what follows on it in a pair. */
const instead: Readonly<Record<string, readonly [index: number, other: string]>> = {
  assertTrue: [0, '0'],
  assertFalse: [0, '1'],
  assertIsNone: [0, '1'],
  assertIsNotNone: [0, 'None'],
  assertIsInstance: [1, "type('Other', (), {})"],
  assertGreater: [1, "float('nan')"],
  assertGreaterEqual: [1, "float('nan')"],
  assertLess: [1, "float('nan')"],
  assertLessEqual: [1, "float('nan')"],
};

const equalities =
  /^assert(Equals?|AlmostEquals?|(Multi[Ll]ine|Sequence|List|Tuple|Set|Dict|Count|Items)Equal|Is|_equal|_array_equal|_almost_equal|_allclose)$/;

function otherMethod(given: Given, call: SyntaxNode): TextEdit[] | null {
  const called = childAt(call, 'function');
  if (called === null) return null;
  const name = textOf(given.file, childAt(called, 'attribute') ?? called);
  const all = contentsOf(childAt(call, 'arguments') ?? call);
  const isPlain = all.every(({ type }) => !/splat|keyword_argument/.test(type));
  const [first, second] = all;
  if (!isPlain || first === undefined) return null;
  if (equalities.test(name)) return second === undefined ? null : unequal(given, second);
  if (/^assert(Not|_not_)(Almost)?Equals?$/i.test(name))
    return around(first, '*(lambda value: (value, value))(', ')');
  if (name === 'assertIn' || name === 'assertRegex') {
    const node = name === 'assertIn' ? first : second;
    return node === undefined ? null : around(node, '(', `, '${given.values.word()}')[1]`);
  }
  if (/^assertRaises(Regexp?)?$/.test(name)) return otherError(first);
  const [index, other] = instead[name] ?? [0, null];
  const node = all[index];
  return other === null || node === undefined ? null : around(node, '(', `, ${other})[1]`);
}

/** No program raises it. */
const otherError = (node: SyntaxNode) => around(node, '(', ", type('Other', (Exception,), {}))[1]");

/** Whether what stands in a `with` is expected to raise. */
export function raisesOf({ file }: ParsedHolder, statement: SyntaxNode): SyntaxNode | null {
  const clause = statement.children.find(({ type }) => type === 'with_clause');
  for (const item of clause?.children ?? []) {
    const value = childAt(item, 'value');
    const call = value?.type === 'as_pattern' ? contentsOf(value)[0] : value;
    const called = call?.type === 'call' ? childAt(call, 'function') : null;
    if (
      call &&
      called !== null &&
      /(^|\.)(raises|assertRaises(Regexp?)?|suppress)$/.test(textOf(file, called))
    )
      return call;
  }
  return null;
}

interface ParsedHolder {
  file: ParsedFile;
}

function otherRaises(given: Given, statement: SyntaxNode): TextEdit[] | null {
  const call = raisesOf(given, statement);
  const [first] = call === null ? [] : contentsOf(childAt(call, 'arguments') ?? call);
  const isKnown = call !== null && !/suppress/.test(textOf(given.file, call));
  return first === undefined || !isKnown || /splat|keyword/.test(first.type) ? null : otherError(first);
}
