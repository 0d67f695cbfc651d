import type { AlteredFile, AlteredTest } from './altered-test.ts';
import { pythonMarks } from './checker-marks.ts';
import type { OtherValues } from './other-value.ts';
import { otherPythonExpectation, raisesOf } from './python-expectations.ts';
import { otherPythonRows } from './python-rows.ts';
import { countedPythonTables } from './python-tables.ts';
import { childAt, contentsOf, type ParsedFile, type SyntaxNode, textOf, walk } from './syntax-node.ts';
import { putIn, type TextEdit, withEdits } from './text-edit.ts';

interface Script {
  file: ParsedFile;
  values: OtherValues;
  /** Expected values that come from a table, and are others there. */
  kept: ReadonlyMap<number, number>;
  /** By where their loops begin, what holds as long as these must not hold. */
  first: ReadonlyMap<number, string>;
  edits: TextEdit[];
  /** Where an expectation was made another one. */
  altered: number[];
}

/** Makes every expectation of a file of pytest or unittest one that can't hold, as is done in JavaScript. */
export function alterPython(file: ParsedFile, values: OtherValues): AlteredFile {
  const rows = otherPythonRows(file, values);
  const tables = countedPythonTables(file, values.name, rows.again);
  const script: Script = {
    ...{ file, values, kept: rows.kept, first: tables.first },
    ...{ edits: [...rows.edits], altered: [] },
  };
  walk(file.root, (node, parents) => {
    if (mayNotHold(script, node, parents)) return false;
    if (parents.some(({ type }) => type === 'function_definition')) alterStatement(script, node);
    return true;
  });
  script.edits.push(...tables.edits);
  const tests = findTests(script).flatMap(({ names, definition }): AlteredTest[] => {
    const mustFail = endInFailure(script, definition);
    const expectations = script.altered.filter((at) => at >= definition.start && at < definition.end).length;
    const last = names.at(-1) ?? '';
    const around = names.slice(0, -1).map((name) => [name]);
    // Its parameters stand behind its name.
    return [[last], [`${last}[`, ']']].map((pattern) => ({
      names: [...around, pattern],
      expectations,
      mustFail,
    }));
  });
  if (script.edits.length === 0) return { text: file.text, tests: [] };
  return {
    text: withEdits(file.text, [putIn(placeOfHelper(file), helper(values.name)), ...script.edits]),
    tests,
  };
}

/** Before what could use it, behind what must stand first. */
function placeOfHelper({ root, text }: ParsedFile): number {
  const first = root.children.find(({ type }) => /^(class|function|decorated)_definition$/.test(type));
  return first === undefined ? text.length : first.start;
}

const helper = (name: string) => `${pythonMarks}

class ${name.toUpperCase()}:
    held = False

    def __enter__(self):
        pass

    def __exit__(self, kind, error, trace):
        self.held = self.held or kind is None
        return True

    def begin(self):
        self.held = False

    def only(self, counts):
        return self if counts else type(self)()

    def again(self, table, part, text):
        yield from table
        try:
            results = eval(bytes.fromhex(text))
            rows = [type(row)([*row[:part], one, *row[part + 1:]]) for row, one in zip(table, results)]
            rows = type(table)(rows)
        except Exception:
            rows = []
        yield from rows

    def any(self, value, *others):
        for other in others:
            try:
                if value == other:
                    return True
            except Exception:
                continue
        return False

    def end(self):
        if not self.held:
            raise AssertionError("1 is not 2")


${name} = ${name.toUpperCase()}()


`;

/** Whether expectations in a node may fail without failing their test. */
function mayNotHold(script: Script, node: SyntaxNode, parents: readonly SyntaxNode[]): boolean {
  const parent = parents.at(-1);
  if (node.field !== 'body' || parent === undefined) return false;
  if (parent.type === 'with_statement') return raisesOf(script, parent) !== null;
  return parent.type === 'try_statement' && parent.children.some(({ type }) => type.startsWith('except'));
}

function alterStatement(script: Script, statement: SyntaxNode): void {
  const { file, values } = script;
  if (!isAlone(file, statement)) return;
  const edits = otherPythonExpectation(script, statement);
  if (edits === null) return;
  script.altered.push(statement.start);
  const [, loop] = [...script.kept].find(([at]) => at >= statement.start && at < statement.end) ?? [];
  const first = loop === undefined ? undefined : script.first.get(loop);
  const holder = first === undefined ? values.name : `${values.name}.only(${first})`;
  const clause = statement.children.find(({ type }) => type === 'with_clause');
  const item = clause?.children[0];
  const before =
    item === undefined ? putIn(statement.start, `with ${holder}: `) : putIn(item.start, `${holder}, `);
  script.edits.push(before, ...edits);
}

/** Whether nothing stands before it on its line. */
function isAlone({ text }: ParsedFile, { start }: SyntaxNode): boolean {
  return indentOf(text, start) !== null;
}

/** The white space before a place; null where something else stands before it on its line. */
function indentOf(text: string, at: number): string | null {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  return /^[ \t]*$/.test(line) ? line : null;
}

interface FoundTest {
  names: string[];
  definition: SyntaxNode;
}

function findTests({ file }: Script): FoundTest[] {
  const tests: FoundTest[] = [];
  walk(file.root, (node, parents) => {
    if (node.type !== 'function_definition') return true;
    const name = textOf(file, childAt(node, 'name') ?? node);
    const classes = parents.filter(({ type }) => type === 'class_definition');
    const names = classes.map((one) => textOf(file, childAt(one, 'name') ?? one));
    if (/^test/.test(name)) tests.push({ names: [...names, name], definition: node });
    return false;
  });
  return tests;
}

/** Makes a test end in a failure whichever way it ends; false where that can't be. */
function endInFailure({ file, values, edits }: Script, definition: SyntaxNode): boolean {
  const body = childAt(definition, 'body');
  const statements = body === null ? [] : contentsOf(body);
  const [first, last] = [statements[0], statements.at(-1)];
  if (body === null || first === undefined || last === undefined) return false;
  let isGenerator = false;
  const ends: SyntaxNode[] = [];
  walk(body, (node) => {
    if (/^(function_definition|class_definition|lambda)$/.test(node.type)) return false;
    if (node.type === 'yield') isGenerator = true;
    if (node.type === 'return_statement') ends.push(node);
    return true;
  });
  if (isGenerator) return false;
  const end = `${values.name}.end()`;
  edits.push(...ends.map((node) => putIn(node.start, `${end}; `)));
  const indent = indentOf(file.text, first.start);
  if (indent === null) {
    edits.push(putIn(last.end, `; ${end}`));
    return true;
  }
  // Before what the first statement itself begins with now.
  edits.push(putIn(first.start - indent.length, `${indent}${values.name}.begin()\n`));
  edits.push(putIn(last.end, `\n${indent}${end}`));
  return true;
}
