import type { OtherValues } from './other-value.ts';
import { otherNumber } from './other-value.ts';
import { isCalledLater, type OtherRows } from './rows-again.ts';
import { childAt, contentsOf, type ParsedFile, type SyntaxNode, textOf, walk } from './syntax-node.ts';
import { replaced, type TextEdit } from './text-edit.ts';

/** What the rows of a table must come to, as other values, and where what asks for it stands, as in JavaScript. */
export function otherPythonRows(file: ParsedFile, values: OtherValues): OtherRows<TextEdit> {
  const found: OtherRows<TextEdit> = { edits: [], kept: new Map(), again: new Map() };
  walk(file.root, (node, parents) => {
    const isInTest = parents.some(({ type }) => type === 'function_definition');
    const [pattern, table, body] = [childAt(node, 'left'), childAt(node, 'right'), childAt(node, 'body')];
    if (node.type !== 'for_statement' || !isInTest || !pattern || !table || !body) return true;
    const literal = writtenTable(file, table);
    const asked = literal === null ? null : askedPart(file, pattern, body);
    if (literal === null || asked === null) return true;
    const rows = contentsOf(literal);
    const cells = rows.flatMap((row) =>
      /^(tuple|list)$/.test(row.type) ? (contentsOf(row)[asked.part] ?? []) : [],
    );
    const made = cells.flatMap((cell) => otherCell(file, cell, values) ?? []);
    if (made.length === 0 || made.length < rows.length) return true;
    found.edits.push(...made);
    found.kept.set(asked.at, node.start);
    const results = `[${cells.map((cell) => textOf(file, cell)).join(', ')}]`;
    if (asked.isOfRow) found.again.set(node.start, { table, part: asked.part, results });
    return true;
  });
  return found;
}

/** A literal, or what stands for one and for nothing else. */
function writtenTable(file: ParsedFile, table: SyntaxNode): SyntaxNode | null {
  if (/^(list|tuple)$/.test(table.type)) return table;
  if (table.type !== 'identifier') return null;
  const uses = namesIn(file, file.root, textOf(file, table));
  const [given] = uses.filter(({ node, parent }) => parent?.type === 'assignment' && node.field === 'left');
  const value = given?.parent ? childAt(given.parent, 'right') : null;
  return uses.length === 2 && value !== null && /^(list|tuple)$/.test(value.type) ? value : null;
}

function namesIn(file: ParsedFile, root: SyntaxNode, name: string) {
  const found: { node: SyntaxNode; parent: SyntaxNode | undefined; around: SyntaxNode | undefined }[] = [];
  walk(root, (node, parents) => {
    if (node.type === 'identifier' && textOf(file, node) === name)
      found.push({ node, parent: parents.at(-1), around: parents.at(-2) });
    return true;
  });
  return found;
}

/** The part of a row that `assert` compares by `==` alone, and is used for nothing else. */
function askedPart(file: ParsedFile, pattern: SyntaxNode, body: SyntaxNode) {
  if (!/^(pattern_list|tuple_pattern)$/.test(pattern.type)) return null;
  const parts = contentsOf(pattern);
  for (const [part, name] of parts.entries()) {
    const [use, ...others] = name.type === 'identifier' ? namesIn(file, body, textOf(file, name)) : [];
    if (use === undefined || others.length > 0 || use.around?.type !== 'assert_statement') continue;
    const [left, operator, right, ...more] = use.parent?.children ?? [];
    const isAsked =
      use.parent?.type === 'comparison_operator' && operator?.type === '==' && more.length === 0;
    if (!isAsked || right !== use.node || left === undefined) continue;
    const isOfRow = parts.some((one) => one !== name && namesIn(file, left, textOf(file, one)).length > 0);
    const at = use.node.start;
    return { part, at, isOfRow: isOfRow && !isCalledLater(body, at) };
  }
  return null;
}

function otherCell(file: ParsedFile, cell: SyntaxNode, values: OtherValues): TextEdit | null {
  const text = textOf(file, cell);
  if (text === 'True' || text === 'False') return replaced(cell, text === 'True' ? 'False' : 'True');
  if (cell.type === 'string' && /^(["'])(?!\1\1)/.test(text))
    return replaced(cell, `${text.slice(0, -1)}${values.word()}${text.slice(-1)}`);
  const other = cell.type === 'integer' || cell.type === 'float' ? otherNumber(text, values) : null;
  return other === null ? null : replaced(cell, other);
}
