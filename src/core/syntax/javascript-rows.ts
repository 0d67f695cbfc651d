import { argumentsOf } from './javascript-calls.ts';
import { otherLiteral } from './javascript-matchers.ts';
import type { OtherValues } from './other-value.ts';
import { isCalledLater, type OtherRows } from './rows-again.ts';
import { childAt, contentsOf, type ParsedFile, type SyntaxNode, textOf, walk } from './syntax-node.ts';
import { replaced, type TextEdit } from './text-edit.ts';

/**
 * What the rows of a table must come to, as other values: a program that reads it out of the test comes to that then. Only
 * where each row is written out, goes through one loop of a test, and its result is asked for once and is used for nothing
 * else.
 */
export function otherRows(file: ParsedFile, values: OtherValues): OtherRows<TextEdit> {
  const found: OtherRows<TextEdit> = { edits: [], kept: new Map(), again: new Map() };
  walk(file.root, (node, parents) => {
    const isInTest = parents.some(({ type }) => /^(arrow_function|function_expression)$/.test(type));
    const [pattern, table, body] = [childAt(node, 'left'), childAt(node, 'right'), childAt(node, 'body')];
    if (node.type !== 'for_in_statement' || !isInTest || !pattern || !table || !body) return true;
    const literal = writtenTable(file, table);
    const asked = literal === null ? null : askedPart(file, pattern, body);
    if (literal === null || asked === null) return true;
    const rows = contentsOf(literal);
    const cells = rows.map((row) => cellOf(file, row, asked.part)).filter((cell) => cell !== null);
    const made = cells.flatMap((cell) => {
      const other = otherLiteral(textOf(file, cell), values);
      return other === null ? [] : [replaced(cell, other)];
    });
    if (made.length === 0 || made.length < rows.length) return true;
    found.edits.push(...made);
    found.kept.set(asked.at, node.start);
    const results = cells.map((cell) => plainValue(textOf(file, cell)));
    if (asked.isOfRow && !results.includes(null))
      found.again.set(node.start, { table, part: asked.part, results: JSON.stringify(results) });
    return true;
  });
  return found;
}

/** What one of the literals that are changed stands for; null for a number in a form of its own. */
function plainValue(text: string): string | number | boolean | null {
  if (text === 'true' || text === 'false') return text === 'true';
  if (/^["']/.test(text)) return text.slice(1, -1);
  return /^(0|[1-9]\d*)(\.\d+)?$/.test(text) ? Number(text) : null;
}

/** A literal, or what stands for one and for nothing else. */
function writtenTable(file: ParsedFile, table: SyntaxNode): SyntaxNode | null {
  if (table.type === 'array') return table;
  if (table.type !== 'identifier') return null;
  const uses = namesIn(file, file.root, textOf(file, table));
  const [declared] = uses.filter(({ parent }) => parent?.type === 'variable_declarator');
  const value = declared?.parent ? childAt(declared.parent, 'value') : null;
  return uses.length === 2 && value?.type === 'array' ? value : null;
}

function namesIn(file: ParsedFile, root: SyntaxNode, name: string) {
  const found: { node: SyntaxNode; parent: SyntaxNode | undefined; around: SyntaxNode | undefined }[] = [];
  walk(root, (node, parents) => {
    if (/identifier/.test(node.type) && node.type !== 'property_identifier' && textOf(file, node) === name)
      found.push({ node, parent: parents.at(-1), around: parents.at(-2) });
    return true;
  });
  return found;
}

/** The part of a row that is asked for, by its place or its name, and where that stands. */
function askedPart(
  file: ParsedFile,
  pattern: SyntaxNode,
  body: SyntaxNode,
): { part: number | string; at: number; isOfRow: boolean } | null {
  const parts = contentsOf(pattern);
  const isList = pattern.type === 'array_pattern';
  if (!isList && pattern.type !== 'object_pattern') return null;
  for (const [index, part] of parts.entries()) {
    if (!/^(identifier|shorthand_property_identifier_pattern)$/.test(part.type)) continue;
    const name = textOf(file, part);
    const [use, ...others] = namesIn(file, body, name);
    if (use === undefined || others.length > 0 || use.parent?.type !== 'arguments' || !use.around) continue;
    const called = textOf(file, childAt(use.around, 'function') ?? use.around);
    const place = argumentsOf(use.parent).indexOf(use.node);
    const isAsked =
      (place === 1 &&
        /(^|\.)((deep)?(Strict)?[eE]qual|strictEqual|equals)$/.test(called) &&
        !/expect/.test(called)) ||
      (place === 0 && /^expect\([^\n]*\)\.(toBe|toEqual|toStrictEqual)$/.test(called));
    if (!isAsked) continue;
    const { around } = use;
    const isOfRow = parts.some((one) => one !== part && namesIn(file, around, textOf(file, one)).length > 0);
    const at = use.node.start;
    return { part: isList ? index : name, at, isOfRow: isOfRow && !isCalledLater(body, at) };
  }
  return null;
}

function cellOf(file: ParsedFile, row: SyntaxNode, part: number | string): SyntaxNode | null {
  if (typeof part === 'number') return row.type === 'array' ? (contentsOf(row)[part] ?? null) : null;
  const pair = contentsOf(row).find((one) => {
    const key = one.type === 'pair' ? childAt(one, 'key') : null;
    return key !== null && textOf(file, key) === part;
  });
  return row.type === 'object' && pair !== undefined ? childAt(pair, 'value') : null;
}
