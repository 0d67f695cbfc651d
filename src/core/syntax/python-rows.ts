import type { OtherValues } from './other-value.ts';
import { otherNumber } from './other-value.ts';
import { childAt, contentsOf, type ParsedFile, type SyntaxNode, textOf, walk } from './syntax-node.ts';
import { replaced, type TextEdit } from './text-edit.ts';

/** What the rows of a table must come to, as other values, and where what asks for it stands, as in JavaScript. */
export function otherPythonRows(
  file: ParsedFile,
  values: OtherValues,
): { edits: TextEdit[]; kept: Set<number> } {
  const found = { edits: [] as TextEdit[], kept: new Set<number>() };
  walk(file.root, (node, parents) => {
    const isInTest = parents.some(({ type }) => type === 'function_definition');
    const [pattern, table, body] = [childAt(node, 'left'), childAt(node, 'right'), childAt(node, 'body')];
    if (node.type !== 'for_statement' || !isInTest || !pattern || !table || !body) return true;
    const literal = writtenTable(file, table);
    const asked = literal === null ? null : askedPart(file, pattern, body);
    if (literal === null || asked === null) return true;
    const edits = contentsOf(literal).map((row) => {
      const cell = /^(tuple|list)$/.test(row.type) ? contentsOf(row)[asked.part] : undefined;
      return cell === undefined ? null : otherCell(file, cell, values);
    });
    const made = edits.filter((edit) => edit !== null);
    if (made.length === 0 || made.length < edits.length) return true;
    found.edits.push(...made);
    found.kept.add(asked.at);
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
  for (const [part, name] of contentsOf(pattern).entries()) {
    const [use, ...others] = name.type === 'identifier' ? namesIn(file, body, textOf(file, name)) : [];
    if (use === undefined || others.length > 0 || use.around?.type !== 'assert_statement') continue;
    const [, operator, right, ...more] = use.parent?.children ?? [];
    const isAsked =
      use.parent?.type === 'comparison_operator' && operator?.type === '==' && more.length === 0;
    if (isAsked && right === use.node) return { part, at: use.node.start };
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
