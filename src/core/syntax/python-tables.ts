import { hexOf, type RowsAgain } from './rows-again.ts';
import { childAt, contentsOf, type ParsedFile, type SyntaxNode, textOf, walk } from './syntax-node.ts';
import { putIn, type TextEdit } from './text-edit.ts';

/**
 * Counts how often what stands in a loop over a table is done, as in JavaScript: a program that reaches for the table
 * may take rows away. `name` holds then, as where an expectation held that can't. What is gone through once more is given
 * by where its loop begins, and given back with what holds there the first time.
 */
export function countedPythonTables(
  file: ParsedFile,
  name: string,
  again: ReadonlyMap<number, RowsAgain>,
): { edits: TextEdit[]; first: ReadonlyMap<number, string> } {
  const edits: TextEdit[] = [];
  const first = new Map<number, string>();
  let index = 0;
  walk(file.root, (node, parents) => {
    const isInTest = parents.some(({ type }) => type === 'function_definition');
    if (node.type !== 'for_statement' || !isInTest) return true;
    const [table, body] = [childAt(node, 'right'), childAt(node, 'body')];
    const [begin] = body === null ? [] : contentsOf(body);
    const rows = table === null ? 0 : rowsOf(file, table);
    const indents = [node, begin].map((one) => (one === undefined ? null : indentOf(file, one.start)));
    const [around, within] = indents;
    if (body === null || begin === undefined || rows === 0 || around == null || within == null) return true;
    const count = `${name}n${index}`;
    index += 1;
    const others = again.get(node.start);
    if (others !== undefined) {
      first.set(node.start, `${count} <= ${rows}`);
      edits.push(putIn(others.table.start, `${name}.again(`));
      edits.push(putIn(others.table.end, `, ${others.part}, '${hexOf(others.results)}')`));
    }
    const least = mayEndBefore(body) ? 1 : rows * (others === undefined ? 1 : 2);
    edits.push(
      putIn(node.start - around.length, `${around}${count} = 0\n`),
      putIn(begin.start - within.length, `${within}${count} += 1\n`),
      putIn(node.end, `\n${around}if ${count} < ${least}:\n${around} ${name}.held = True`),
    );
    return true;
  });
  return { edits, first };
}

function mayEndBefore(body: SyntaxNode): boolean {
  let found = false;
  walk(body, ({ type }) => {
    if (/^(function_definition|lambda)$/.test(type)) return false;
    if (/^(break|return|raise)_statement$|^yield$/.test(type)) found = true;
    return !found;
  });
  return found;
}

/** The white space before a place; null where something else stands before it on its line. */
function indentOf({ text }: ParsedFile, at: number): string | null {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  return /^[ \t]*$/.test(line) ? line : null;
}

/** How many rows a table has at least that the test itself writes or reads; 0 where that is not known. */
function rowsOf(file: ParsedFile, table: SyntaxNode): number {
  if (table.type === 'list' || table.type === 'tuple' || table.type === 'dictionary') {
    const rows = contentsOf(table);
    // What a key says twice is one row.
    const isPlain = rows.every(({ type }) => !/splat/.test(type));
    return table.type === 'dictionary' ? Math.min(rows.length, 1) : isPlain ? rows.length : 0;
  }
  if (table.type === 'identifier') return rowsOfName(file, textOf(file, table));
  const called = table.type === 'call' ? childAt(table, 'function') : null;
  if (called === null) return 0;
  const [object, attribute] = [childAt(called, 'object'), childAt(called, 'attribute')];
  if (object !== null && attribute !== null && /^(items|keys|values)$/.test(textOf(file, attribute)))
    return rowsOf(file, object);
  const [argument] = contentsOf(childAt(table, 'arguments') ?? table);
  const name = textOf(file, called);
  if (/^(enumerate|sorted|reversed)$/.test(name)) return argument === undefined ? 0 : rowsOf(file, argument);
  return /^json\.loads?$/.test(name) ? 1 : 0;
}

/** 0 where the name stands for more than one table, or is used for more than to go through it. */
function rowsOfName(file: ParsedFile, name: string): number {
  const lengths: number[] = [];
  let isGivenAway = false;
  walk(file.root, (node, parents) => {
    if (node.type !== 'identifier' || textOf(file, node) !== name) return true;
    const parent = parents.at(-1);
    if (parent?.type === 'assignment' && node.field === 'left') {
      const value = childAt(parent, 'right');
      lengths.push(value === null || value.type === 'identifier' ? 0 : rowsOf(file, value));
      return true;
    }
    const attribute = parent?.type === 'attribute' ? childAt(parent, 'attribute') : null;
    if (node === attribute || (parent?.type === 'for_statement' && node.field === 'right')) return true;
    const called = parent?.type === 'argument_list' ? childAt(parents.at(-2) ?? node, 'function') : null;
    const isGoneThrough = called !== null && /^(enumerate|sorted|reversed|len)$/.test(textOf(file, called));
    const isRead = attribute !== null && /^(items|keys|values|index|count)$/.test(textOf(file, attribute));
    if (!isGoneThrough && !isRead) isGivenAway = true;
    return true;
  });
  return lengths.length !== 1 || isGivenAway ? 0 : (lengths[0] ?? 0);
}
