import { unformattedScript } from './checker-marks.ts';
import { argumentsOf, chainOf } from './javascript-calls.ts';
import { hexOf, type RowsAgain } from './rows-again.ts';
import { childAt, contentsOf, type ParsedFile, type SyntaxNode, textOf, walk } from './syntax-node.ts';
import { putIn, type TextEdit } from './text-edit.ts';

/** A loop of a test over rows that no program has a say in. */
interface TableLoop {
  /** The statement, and what is done with each row. */
  statement: SyntaxNode;
  body: SyntaxNode;
  /** How often it must be done at least. */
  rows: number;
  /** It may be left before that. */
  mayEnd: boolean;
}

/** What counts, and by where its loop begins, what holds in it as long as the rows are gone through for the first time. */
interface CountedTables {
  before: TextEdit[];
  after: TextEdit[];
  first: ReadonlyMap<number, string>;
}

/**
 * Counts how often what stands in a loop over a table is done: a program may empty the table, or what goes through it, so
 * that nothing is asked for. Then `name` is true, as where an expectation held that can't. Rows that say other results are
 * gone through once more as they were, since a program may know them by what they say.
 */
export function countedTables(
  file: ParsedFile,
  name: string,
  again: ReadonlyMap<number, RowsAgain>,
): CountedTables {
  const [before, after, first]: [TextEdit[], TextEdit[], Map<number, string>] = [[], [], new Map()];
  loopsOf(file).forEach(({ statement, body, rows, mayEnd }, index) => {
    const count = `${name}n${index}`;
    const others = again.get(statement.start);
    if (others !== undefined) {
      first.set(statement.start, `${count}<=${rows}`);
      before.push(putIn(others.table.start, `${name}again(`));
      const hex = hexOf(others.results).replaceAll(/../g, '%$&');
      after.unshift(putIn(others.table.end, `,${JSON.stringify(others.part)},'${hex}')`));
    }
    const least = mayEnd ? 1 : rows * (others === undefined ? 1 : 2);
    before.push(putIn(statement.start, `{let ${count}=0;`));
    if (body.type === 'statement_block') before.push(putIn(body.start + 1, `${count}++;`));
    else if (body.field === 'body' && statement.type === 'for_in_statement') {
      before.push(putIn(body.start, `{${count}++;`));
      after.unshift(putIn(body.end, '}'));
    } else {
      before.push(putIn(body.start, `(${count}++,`));
      after.unshift(putIn(body.end, ')'));
    }
    after.push(putIn(statement.end, `;if(${count}<${least})${name}=true;}`));
  });
  if (first.size > 0) after.push(putIn(file.text.length, throughAgain(`${name}again`)));
  return { before, after, first };
}

/**
 * Goes through the rows, and then through equal ones with other results, which are nowhere before. What fails in between,
 * since a program has a hand in it, gives no rows, and nothing but the rows themselves is gone through by what it may have
 * replaced.
 */
const throughAgain = (name: string) => `
${unformattedScript}function* ${name}(table, part, text) {
  for (const row of table) yield row;
  const again = [];
  try {
    const results = JSON.parse(decodeURIComponent(text));
    for (let at = 0; at < results.length; at += 1) {
      again[at] = Object.assign(Array.isArray(table[at]) ? [] : {}, table[at]);
      again[at][part] = results[at];
    }
  } catch {}
  for (const row of again) yield row;
}
`;

function loopsOf(file: ParsedFile): TableLoop[] {
  const found: TableLoop[] = [];
  walk(file.root, (node, parents) => {
    const parent = parents.at(-1);
    // Around a table of tests nothing is asked for, and a name of the loop means the loop.
    const isInTest = parents.some(({ type }) => isFunction(type));
    const loop = isInTest && parent?.type !== 'labeled_statement' ? loopAt(file, node) : null;
    if (loop !== null) found.push(loop);
    return true;
  });
  return found;
}

const isFunction = (type: string) => /^(arrow_function|function_expression|function_declaration)$/.test(type);

function loopAt(file: ParsedFile, node: SyntaxNode): TableLoop | null {
  if (node.type === 'for_in_statement' && childAt(node, 'operator')?.type === 'of') {
    const [table, body] = [childAt(node, 'right'), childAt(node, 'body')];
    const rows = table === null ? 0 : rowsOf(file, table);
    return body === null || rows === 0 ? null : { statement: node, body, rows, mayEnd: mayEndBefore(body) };
  }
  const [call] = node.type === 'expression_statement' ? contentsOf(node) : [];
  const called = call?.type === 'call_expression' ? childAt(call, 'function') : null;
  const property = called === null ? null : childAt(called, 'property');
  if (!call || called?.type !== 'member_expression' || property === null) return null;
  const [callback] = argumentsOf(childAt(call, 'arguments'));
  const [table, body] = [childAt(called, 'object'), callback ? childAt(callback, 'body') : null];
  if (textOf(file, property) !== 'forEach' || table === null || body === null) return null;
  const rows = callback && isFunction(callback.type) ? rowsOf(file, table) : 0;
  return rows === 0 ? null : { statement: node, body, rows, mayEnd: false };
}

/** Whether a loop may be left before its last row. */
function mayEndBefore(body: SyntaxNode): boolean {
  let found = false;
  walk(body, (node) => {
    if (isFunction(node.type)) return false;
    if (/^(break|return|continue)_statement$|^(throw_statement|yield_expression)$/.test(node.type))
      found = true;
    return !found;
  });
  return found;
}

/** How many rows a table has at least that is written or read by the test itself; 0 where that is not known. */
function rowsOf(file: ParsedFile, table: SyntaxNode): number {
  if (table.type === 'array') return lengthOf(table);
  if (table.type === 'identifier') return rowsOfName(file, textOf(file, table));
  const chain = chainOf(file, table);
  const [first, second] = chain ?? [];
  if (chain === null || first === undefined || table.type !== 'call_expression') return 0;
  const [argument] = argumentsOf(chain.at(-1)?.call ?? null);
  if (first.name === 'Object' && /^(entries|keys|values)$/.test(second?.name ?? '') && chain.length === 2)
    return argument?.type === 'object' ? lengthOf(argument) : 0;
  // A file of rows that has none is no table.
  const path = argument === undefined ? '' : textOf(file, argument);
  if (first.name === 'JSON' && second?.name === 'parse' && /\breadFileSync\s*\(/.test(path)) return 1;
  return first.name === 'require' && chain.length === 1 && /\.json["']$/.test(path) ? 1 : 0;
}

const lengthOf = (literal: SyntaxNode) =>
  contentsOf(literal).filter(({ type }) => type !== 'spread_element').length;

/** The least of all tables that the file gives this name to; 0 where it is more than a name for one. */
function rowsOfName(file: ParsedFile, name: string): number {
  const lengths: number[] = [];
  walk(file.root, (node, parents) => {
    if (node.type === 'import_clause' && contentsOf(node).some((one) => textOf(file, one) === name)) {
      const source = childAt(parents.at(-1) ?? node, 'source');
      lengths.push(source !== null && /\.json["']$/.test(textOf(file, source)) ? 1 : 0);
    }
    if (node.type === 'variable_declarator' && nameOf(file, node) === name) {
      const value = childAt(node, 'value');
      const isConstant = textOf(file, parents.at(-1) ?? node).startsWith('const');
      lengths.push(isConstant && value !== null && value.type !== 'identifier' ? rowsOf(file, value) : 0);
    }
    return true;
  });
  return lengths.length === 0 || mayBeShortened(file, name) ? 0 : Math.min(...lengths);
}

/** Whether a name is used for more than to go through what it stands for: what gets the table may take rows away. */
function mayBeShortened(file: ParsedFile, name: string): boolean {
  let found = false;
  walk(file.root, (node, parents) => {
    if (!/identifier/.test(node.type) || textOf(file, node) !== name) return !found;
    const parent = parents.at(-1);
    const property = parent?.type === 'member_expression' ? childAt(parent, 'property') : null;
    if (
      node === property ||
      /^(import_clause|for_in_statement|property_identifier)$/.test(parent?.type ?? '')
    )
      return true;
    if (parent?.type === 'variable_declarator' && node.field === 'name') return true;
    if (property === null || /^(pop|shift|splice|length)$/.test(textOf(file, property))) found = true;
    return !found;
  });
  return found;
}

const nameOf = (file: ParsedFile, node: SyntaxNode) => {
  const name = childAt(node, 'name');
  return name === null ? '' : textOf(file, name);
};
