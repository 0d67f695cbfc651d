import type { Grammar } from './language.ts';
import { childAt, contentsOf, type ParsedFile, type SyntaxNode, walk } from './syntax-node.ts';
import { putIn, replaced, type TextEdit } from './text-edit.ts';

/** How functions look in a language, and what ends one in an error. */
interface Functions {
  types: RegExp;
  /** A statement that fails whatever calls it. */
  failure: string;
  /** The body is a block of lines without brackets, but for one that is a value alone. */
  isIndented?: boolean;
  /** The same as a value, where a function can be no more than that and holds no statement. */
  failingValue?: string;
}

const script: Functions = {
  types:
    /^(function_declaration|function_expression|arrow_function|method_definition|generator_function(_declaration)?)$/,
  failure: "throw new Error('1 is not 2');",
};

/** A next language is a row here. Where one has none, nothing is said of its functions. */
const functionsOf: Partial<Record<Grammar, Functions>> = {
  javascript: script,
  typescript: script,
  tsx: script,
  python: {
    types: /^(function_definition|lambda)$/,
    failure: "raise RuntimeError('1 is not 2')",
    failingValue: "(_ for _ in ()).throw(RuntimeError('1 is not 2'))",
    isIndented: true,
  },
  go: { types: /^(function_declaration|method_declaration|func_literal)$/, failure: 'panic("1 is not 2");' },
  rust: { types: /^(function_item|closure_expression)$/, failure: 'panic!("1 is not 2");' },
  java: {
    types: /^(method_declaration|constructor_declaration)$/,
    failure: 'if (true) throw new RuntimeException("1 is not 2");',
  },
};

export interface FunctionNode {
  node: SyntaxNode;
  body: SyntaxNode;
  /** Its first and last line, from 1. */
  from: number;
  to: number;
}

/** The functions of a file that have a body; null where the language's functions are not known. */
export function functionNodes(grammar: Grammar, file: ParsedFile): FunctionNode[] | null {
  const known = functionsOf[grammar];
  if (known === undefined) return null;
  const lineOf = lineCounter(file.text);
  const found: FunctionNode[] = [];
  walk(file.root, (node) => {
    const body = known.types.test(node.type) ? childAt(node, 'body') : null;
    if (body !== null) found.push({ node, body, from: lineOf(node.start), to: lineOf(node.end) });
    return true;
  });
  return found;
}

/** Those of the functions that the lines are about: what begins on a line, else the innermost around it. */
export function functionsAt(
  functions: readonly FunctionNode[],
  lines: readonly { from: number; to: number }[],
): FunctionNode[] {
  const meant = new Set<FunctionNode>();
  for (const { from, to } of lines) {
    for (let line = from; line <= to; line += 1) {
      const around = functions.filter((one) => one.from <= line && line <= one.to);
      // Outer ones come before what is in them.
      const own = around.find((one) => one.from === line) ?? around.at(-1);
      if (own !== undefined) meant.add(own);
    }
  }
  return [...meant];
}

/** Has a function fail before anything else that it does. */
export function failAtOnce(grammar: Grammar, file: ParsedFile, one: FunctionNode): TextEdit[] {
  const known = functionsOf[grammar];
  if (known === undefined) return [];
  if (one.node.type === 'lambda' && known.failingValue !== undefined)
    return [replaced(one.body, known.failingValue)];
  return statementFirst(grammar, file, one, known.failure);
}

/** Has a function do a statement before anything else, but for what it says of itself. */
export function statementFirst(
  grammar: Grammar,
  file: ParsedFile,
  { body }: FunctionNode,
  statement: string,
): TextEdit[] {
  if (functionsOf[grammar]?.isIndented) {
    const first = firstStatement(body);
    return first === undefined ? [] : [putIn(first.start, separated(file, first, statement))];
  }
  const isBlock = file.text[body.start] === '{';
  return isBlock ? [putIn(body.start + 1, statement)] : [replaced(body, `{ ${statement} }`)];
}

/** Behind a text that describes the function, since its examples may be tests. */
function firstStatement(body: SyntaxNode): SyntaxNode | undefined {
  const [first, second] = contentsOf(body);
  const describes = first?.type === 'expression_statement' && contentsOf(first)[0]?.type === 'string';
  return describes ? (second ?? first) : first;
}

/** Those of the functions that stand in none of the others: what fails within another that fails is never come to. */
export function outermost(functions: readonly FunctionNode[]): FunctionNode[] {
  return functions.filter(
    ({ node }) =>
      !functions.some(
        (other) => other.node !== node && other.node.start <= node.start && node.end <= other.node.end,
      ),
  );
}

/** On a line of its own where the statement has one. */
function separated({ text }: ParsedFile, { start }: SyntaxNode, statement: string): string {
  const indent = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return /^[ \t]*$/.test(indent) ? `${statement}\n${indent}` : `${statement}; `;
}

/** A file's text without comments and white space: what it is that a program does. */
export function codeText({ text, root }: ParsedFile): string {
  const comments: SyntaxNode[] = [];
  walk(root, (node) => {
    const isComment = node.type.endsWith('comment') || node.type === 'hash_bang_line';
    if (isComment) comments.push(node);
    return !isComment;
  });
  const parts: string[] = [];
  let at = 0;
  for (const { start, end } of comments) {
    parts.push(text.slice(at, start));
    at = end;
  }
  return (parts.join('') + text.slice(at)).replaceAll(/\s+/g, '');
}

/** Tells on which line a place is, from 1. */
function lineCounter(text: string): (at: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (at) => {
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= at) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}
