import { childAt, contentsOf, type ParsedFile, type SyntaxNode, textOf, walk } from './syntax-node.ts';
import { replaced, type TextEdit } from './text-edit.ts';

/** What a table says that its rows must come to, as other values. */
export interface OtherTable {
  edits: TextEdit[];
  /** Each row is compared, and each was changed. */
  mustFail: boolean;
}

type OtherLiteral = (node: SyntaxNode) => TextEdit | null;

/**
 * The usual test of Go goes through rows, and compares what comes of each with one of its fields: that field is changed in
 * each row of the table, unless tests are named by it. Null where there is no such loop.
 */
export function otherTable(file: ParsedFile, body: SyntaxNode, other: OtherLiteral): OtherTable | null {
  const loop = loopOf(file, body);
  const compared = loop === null ? null : comparedField(file, body, loop.row);
  if (loop === null || compared === null) return null;
  const named = new RegExp(String.raw`\.Run\([^,\n]*\b${loop.row}\.${compared.field}\b`);
  const table = tableOf(file, loop.table);
  if (table === null || named.test(textOf(file, loop.statement))) return null;
  const rows = contentsOf(table.rows).map((row) => cellOf(file, row, compared.field, table.fields));
  const edits = rows.map((value) => (value === null ? null : otherValue(file, value, other)));
  const made = edits.filter((edit) => edit !== null);
  if (made.length === 0) return null;
  // A row that has failed may be left.
  const text = textOf(file, loop.statement).replaceAll(
    /\.(Errorf?|Fatalf?)\([^\n]*\)\s*\n\s*(return|continue)\b/g,
    '',
  );
  const isLeft = /\b(return|continue|break|goto|Skip\w*)\b/.test(text);
  return { edits: made, mustFail: compared.isDirect && !isLeft && made.length === edits.length };
}

/** The loop in a test, or the one around a test that is made for each row. */
function loopOf(file: ParsedFile, body: SyntaxNode) {
  let found: { statement: SyntaxNode; row: string; table: SyntaxNode } | null = null;
  walk(file.root, (node) => {
    const [inside, around] = [
      node.start >= body.start && node.end <= body.end,
      node.start <= body.start && node.end >= body.end,
    ];
    if (!inside && !around) return false;
    const clause = node.children.find(({ type }) => type === 'range_clause');
    const [left, table] = clause ? [childAt(clause, 'left'), childAt(clause, 'right')] : [null, null];
    const row = left === null ? undefined : contentsOf(left)[1];
    if (node.type === 'for_statement' && row !== undefined && table !== null)
      found ??= { statement: node, row: textOf(file, row), table };
    return true;
  });
  return found as { statement: SyntaxNode; row: string; table: SyntaxNode } | null;
}

/** `if got != row.want { t.Error() }`, or an assertion of equality. */
function comparedField(file: ParsedFile, body: SyntaxNode, row: string) {
  let found: { field: string; isDirect: boolean } | null = null;
  const fieldOf = (node: SyntaxNode | null | undefined) => {
    const operand = node?.type === 'selector_expression' ? childAt(node, 'operand') : null;
    if (!node || operand === null || textOf(file, operand) !== row) return null;
    const field = childAt(node, 'field');
    return field === null ? null : textOf(file, field);
  };
  walk(body, (node, parents) => {
    const sides = comparedSides(file, node);
    const field = sides.map(fieldOf).find((one) => one !== null);
    const within = parents.filter(
      ({ type }) => !/^(statement_list|expression_statement|for_statement|block)$/.test(type),
    );
    if (field != null) found ??= { field, isDirect: within.length === 0 };
    return true;
  });
  return found as { field: string; isDirect: boolean } | null;
}

function comparedSides(file: ParsedFile, node: SyntaxNode): (SyntaxNode | null | undefined)[] {
  if (node.type === 'if_statement') {
    const [condition, consequence] = [childAt(node, 'condition'), childAt(node, 'consequence')];
    const isUnequal =
      condition?.type === 'binary_expression' && childAt(condition, 'operator')?.type === '!=';
    const fails =
      consequence !== null && /\.(Fatalf?|Errorf?|Fail|FailNow)\(/.test(textOf(file, consequence));
    if (!isUnequal || !fails || condition === null || childAt(node, 'alternative') !== null) return [];
    return [childAt(condition, 'right'), childAt(condition, 'left')];
  }
  const called = node.type === 'call_expression' ? childAt(node, 'function') : null;
  const isEquality =
    called !== null &&
    /^(assert|require|is|c)\.(Equal|Equalf|EqualValues|Exactly|Eq)$/.test(textOf(file, called));
  return isEquality ? contentsOf(childAt(node, 'arguments') ?? node).slice(1, 3) : [];
}

/** The rows of a table that is written out, and the names of their fields where it says them. */
function tableOf(file: ParsedFile, table: SyntaxNode): { rows: SyntaxNode; fields: string[] } | null {
  let literal = table.type === 'composite_literal' ? table : null;
  if (table.type === 'identifier')
    walk(file.root, (node) => {
      const [left, right] = [
        childAt(node, 'left') ?? childAt(node, 'name'),
        childAt(node, 'right') ?? childAt(node, 'value'),
      ];
      const isNamed = left !== null && textOf(file, left) === textOf(file, table);
      const [value] = right !== null && isNamed ? contentsOf(right) : [];
      if (/^(short_var_declaration|var_spec)$/.test(node.type) && value?.type === 'composite_literal')
        literal ??= value;
      return true;
    });
  const [type, rows] = literal === null ? [null, null] : [childAt(literal, 'type'), childAt(literal, 'body')];
  if (type === null || rows === null || !/^(slice|array|implicit_length_array)_type$/.test(type.type))
    return null;
  const fields: string[] = [];
  walk(type, (node) => {
    if (node.type === 'field_identifier') fields.push(textOf(file, node));
    return true;
  });
  return { rows, fields };
}

function cellOf(
  file: ParsedFile,
  row: SyntaxNode,
  field: string,
  fields: readonly string[],
): SyntaxNode | null {
  const [inner] = contentsOf(row);
  const cells = inner?.type === 'literal_value' ? contentsOf(inner) : [];
  const keyed = cells.find((cell) => {
    const key = cell.type === 'keyed_element' ? childAt(cell, 'key') : null;
    return key !== null && textOf(file, key) === field;
  });
  if (keyed !== undefined) return contentsOf(childAt(keyed, 'value') ?? keyed)[0] ?? null;
  const cell = cells[fields.indexOf(field)];
  return cell?.type === 'literal_element' ? (contentsOf(cell)[0] ?? null) : null;
}

function otherValue(file: ParsedFile, value: SyntaxNode, other: OtherLiteral): TextEdit | null {
  const text = textOf(file, value);
  if (text === 'true' || text === 'false') return replaced(value, text === 'true' ? 'false' : 'true');
  const operand =
    value.type === 'unary_expression' && text.startsWith('-') ? childAt(value, 'operand') : value;
  return operand !== null &&
    /^(int_literal|float_literal|(interpreted|raw)_string_literal)$/.test(operand.type)
    ? other(operand)
    : null;
}
