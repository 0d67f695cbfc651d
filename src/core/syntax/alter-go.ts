import { type AlteredFile, type AlteredTest, anyName, type TestNames } from './altered-test.ts';
import { otherTable } from './go-tables.ts';
import { type OtherValues, otherLetters, otherNumber } from './other-value.ts';
import { childAt, contentsOf, type ParsedFile, type SyntaxNode, textOf, walk } from './syntax-node.ts';
import { putIn, replaced, type TextEdit, withEdits } from './text-edit.ts';

/** A test function, or the function of a test within it. */
interface Unit {
  names: TestNames;
  body: SyntaxNode;
  /** What it calls its `*testing.T`. */
  parameter: string;
}

/** A literal that something is compared with. */
interface Candidate {
  edit: TextEdit;
  /** Its comparison stands in the test itself, so that no test ends well without it. */
  isDirect: boolean;
}

/**
 * Alters what a test demands, in each test at one place that its values draw. A failed test ends there, as nothing can
 * be caught: so only what has no comparison with a literal fails at its end.
 */
export function alterGo(file: ParsedFile, values: OtherValues): AlteredFile {
  const edits: TextEdit[] = [];
  const units = unitsOf(file);
  const isAround = ({ body }: Unit) =>
    units.some((other) => other.body !== body && other.body.start > body.start && other.body.end < body.end);
  const tests = units
    .filter((unit) => !isAround(unit))
    .map(({ names, body, parameter }): AlteredTest => {
      const found = candidatesIn(file, body, values);
      const direct = found.filter(({ isDirect }) => isDirect);
      const drawn = direct.length > 0 ? direct : found;
      const chosen = drawn[values.number(Math.max(drawn.length, 1)) - 1];
      const table =
        chosen === undefined ? otherTable(file, body, (node) => otherLiteral(file, node, values)) : null;
      if (table?.mustFail) {
        // Two tests may go through one table.
        edits.push(...table.edits.filter(({ start }) => edits.every((edit) => edit.start !== start)));
        return { names, expectations: 1, mustFail: true };
      }
      edits.push(...(chosen === undefined ? failingEnds(file, body, parameter) : [chosen.edit]));
      return {
        names,
        expectations: chosen === undefined ? 0 : 1,
        mustFail: chosen === undefined || chosen.isDirect,
      };
    });
  return { text: withEdits(file.text, edits), tests };
}

function unitsOf(file: ParsedFile): Unit[] {
  const units: Unit[] = [];
  for (const top of file.root.children) {
    const name = textOf(file, childAt(top, 'name') ?? top);
    if (top.type !== 'function_declaration' || !/^Test([^a-z]|$)/.test(name)) continue;
    walk(top, (node, parents) => {
      if (node.type !== 'func_literal' && node !== top) return true;
      const [parameter] = contentsOf(childAt(node, 'parameters') ?? node);
      const body = childAt(node, 'body');
      const isTest = parameter !== undefined && /\*testing\.T$/.test(textOf(file, parameter));
      const called = childAt(parameter ?? node, 'name');
      const isRun = node === top || parents.at(-1)?.type === 'argument_list';
      if (isTest && isRun && body !== null && called !== null)
        units.push({
          names: node === top ? [[name]] : [[name], anyName],
          body,
          parameter: textOf(file, called),
        });
      return true;
    });
  }
  return units.filter(({ parameter }) => parameter !== '_');
}

function candidatesIn(file: ParsedFile, body: SyntaxNode, values: OtherValues): Candidate[] {
  const found: Candidate[] = [];
  walk(body, (node, parents) => {
    const other = node.type === 'if_statement' ? ofCondition(file, node) : ofAssertion(file, node);
    const edit = other === null ? null : otherLiteral(file, other, values);
    const within = parents.filter(({ type }) => !/^(statement_list|expression_statement)$/.test(type));
    if (edit !== null) found.push({ edit, isDirect: within.length === 1 });
    return true;
  });
  return found;
}

/** The literal in `if got != literal { t.Error() }`. */
function ofCondition(file: ParsedFile, statement: SyntaxNode): SyntaxNode | null {
  const [condition, consequence] = [childAt(statement, 'condition'), childAt(statement, 'consequence')];
  if (condition?.type !== 'binary_expression' || consequence === null) return null;
  const operator = childAt(condition, 'operator')?.type;
  const fails = /\.(Fatalf?|Errorf?|Fail|FailNow)\(/.test(textOf(file, consequence));
  if (operator !== '!=' || !fails || childAt(statement, 'alternative') !== null) return null;
  const sides = [childAt(condition, 'right'), childAt(condition, 'left')];
  return sides.find((side) => side !== null && isLiteral(side)) ?? null;
}

/** The literal in `assert.Equal(t, literal, got)`. */
function ofAssertion(file: ParsedFile, node: SyntaxNode): SyntaxNode | null {
  const called = node.type === 'call_expression' ? childAt(node, 'function') : null;
  if (
    called === null ||
    !/^(assert|require|is|c)\.(Equal|Equalf|EqualValues|Exactly|Eq)$/.test(textOf(file, called))
  )
    return null;
  const [, second, third] = contentsOf(childAt(node, 'arguments') ?? node);
  return [second, third].find((argument) => argument !== undefined && isLiteral(argument)) ?? null;
}

const isLiteral = ({ type }: SyntaxNode) =>
  /^(int_literal|float_literal|(interpreted|raw)_string_literal)$/.test(type);

function otherLiteral(file: ParsedFile, node: SyntaxNode, values: OtherValues): TextEdit | null {
  const text = textOf(file, node);
  const other = /_string_/.test(node.type) ? otherLetters(text, values) : otherNumber(text, values);
  return other === null ? null : replaced(node, other);
}

/** The test fails whichever way it ends. */
function failingEnds(file: ParsedFile, body: SyntaxNode, parameter: string): TextEdit[] {
  const failure = `${parameter}.Error("1 is not 2")`;
  const edits: TextEdit[] = [];
  walk(body, (node) => {
    if (node.type === 'func_literal') return false;
    if (node.type === 'return_statement')
      edits.push(putIn(node.start, `${failure}${newLineAs(file, node.start) ?? '; '}`));
    return true;
  });
  const end = body.end - 1;
  const line = newLineAs(file, end);
  if (line !== null) return [...edits, putIn(end, `\t${failure}${line}`)];
  const within = file.text.slice(body.start + 1, end);
  return [
    ...edits,
    putIn(body.start + 1 + within.trimEnd().length, within.trim() === '' ? ` ${failure} ` : `; ${failure}`),
  ];
}

/** A line that begins as the one of this place does, as gofmt wants it; null where something stands before it there. */
function newLineAs({ text }: ParsedFile, at: number): string | null {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  return /^[ \t]*$/.test(line) ? `\n${line}` : null;
}
