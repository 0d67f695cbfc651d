import {
  type AlteredFile,
  type AlteredTest,
  anyName,
  type NamePattern,
  type TestNames,
} from './altered-test.ts';
import { scriptMarks, unformattedScript, unformattedStatements } from './checker-marks.ts';
import { argumentsOf, chainOf } from './javascript-calls.ts';
import { otherExpectation } from './javascript-expectations.ts';
import { type ScriptNames, scriptNames } from './javascript-names.ts';
import { otherRows } from './javascript-rows.ts';
import { countedTables } from './javascript-tables.ts';
import type { OtherValues } from './other-value.ts';
import { childAt, contentsOf, type ParsedFile, type SyntaxNode, textOf, walk } from './syntax-node.ts';
import { putIn, type TextEdit, withEdits } from './text-edit.ts';

/** One file of JavaScript or TypeScript, and what is put into it. */
interface Script {
  file: ParsedFile;
  values: OtherValues;
  names: ScriptNames;
  /** Expected values that come from a table, and are others there. */
  kept: ReadonlyMap<number, number>;
  /** By where their loops begin, what holds as long as these must not hold. */
  first: ReadonlyMap<number, string>;
  edits: TextEdit[];
  /** Where an expectation was made another one. */
  altered: number[];
}

/**
 * Makes every expectation of a test file one that can't hold. Each is tried by itself, so that one that holds all the
 * same is not hidden behind another: then its test ends without a failure, and fails otherwise.
 */
function alterScript(file: ParsedFile, values: OtherValues, isTyped: boolean): AlteredFile {
  const rows = otherRows(file, values);
  const tables = countedTables(file, values.name, rows.again);
  const script: Script = {
    ...{ file, values, names: scriptNames(file), kept: rows.kept, first: tables.first },
    ...{ edits: [...rows.edits], altered: [] },
  };
  walk(file.root, (node, parents) => {
    if (mayNotHold(script, node, parents)) return false;
    if (node.type === 'expression_statement') alterStatement(script, node);
    return true;
  });
  script.edits.unshift(...tables.before);
  script.edits.push(...tables.after);
  const found = findTests(script);
  const tests = found.map(({ names, body }): AlteredTest => {
    const mustFail = body !== null && endInFailure(script, body);
    const within = body === null ? [] : script.altered.filter((at) => at >= body.start && at < body.end);
    return { names, expectations: within.length, mustFail };
  });
  if (script.altered.length === 0 && !tests.some(({ mustFail }) => mustFail))
    return { text: file.text, tests: [] };
  // A script that has no tests is one itself.
  const last = found.length === 0 ? `${unformattedScript}${failure(script)}\n` : '';
  const end = putIn(file.text.length, `\n${last}${unformattedScript}var ${values.name};\n`);
  const marks = isTyped ? `${scriptMarks}\n// @ts-nocheck\n` : `${scriptMarks} ${unformattedScript}`;
  return {
    text: withEdits(file.text, [
      putIn(topOf(file), marks),
      ...unformattedStatements(file, script.edits),
      ...script.edits,
      end,
    ]),
    tests,
  };
}

export const alterJavaScript = (file: ParsedFile, values: OtherValues): AlteredFile =>
  alterScript(file, values, false);

export const alterTypeScript = (file: ParsedFile, values: OtherValues): AlteredFile =>
  alterScript(file, values, true);

/** Where the code begins, behind the line that names the program that runs it, and comments, which may be settings. */
function topOf({ root, text }: ParsedFile): number {
  let top = 0;
  for (const { type, end } of root.children) {
    if (type !== 'hash_bang_line' && type !== 'comment') break;
    top = end;
  }
  // Where that was all of a line, the next one that holds something.
  return top + (/^\s*\n\s*/.exec(text.slice(top))?.[0].length ?? 0);
}

/** Throws, unless an expectation held that can't. */
const failure = ({ values }: Script) => `if (!${values.name}) throw new Error('1 is not 2');`;

/**
 * Whether expectations in a node may fail without failing their test: they are tried again, caught, or expected to fail.
 */
function mayNotHold({ file }: Script, node: SyntaxNode, parents: readonly SyntaxNode[]): boolean {
  const [call, given] = parents.slice(-2);
  const parent = parents.at(-1);
  if (node.field === 'body' && parent?.type === 'try_statement') return childAt(parent, 'handler') !== null;
  if (!isFunction(node) || call?.type !== 'call_expression' || given?.type !== 'arguments') return false;
  const name = chainOf(file, call)?.at(-1)?.name ?? '';
  if (/wait|until|eventual|retry|poll|attempt/i.test(name)) return true;
  return /^(expect|throws|rejects|doesNotThrow|doesNotReject)$/.test(name) && argumentsOf(given)[0] === node;
}

function alterStatement(script: Script, statement: SyntaxNode): void {
  const [expression] = contentsOf(statement);
  if (expression === undefined) return;
  const isAwaited = expression.type === 'await_expression';
  const call = isAwaited ? contentsOf(expression)[0] : expression;
  const other = call === undefined ? null : otherExpectation(script, script.names, call);
  if (other === null || (other.isLater && !isAwaited)) return;
  script.altered.push(statement.start);
  const [, loop] = [...script.kept].find(([at]) => at >= statement.start && at < statement.end) ?? [];
  const first = loop === undefined ? undefined : script.first.get(loop);
  const only = first === undefined ? '' : `if(${first})`;
  script.edits.push(
    putIn(statement.start, '{try{'),
    ...other.edits,
    putIn(statement.end, `;${only}${script.values.name}=true;}catch{}}`),
  );
}

interface FoundTest {
  names: TestNames;
  /** The body of its function; null where that is not there, or can't be made to fail. */
  body: SyntaxNode | null;
}

function findTests(script: Script): FoundTest[] {
  const tests: FoundTest[] = [];
  const suites = new Map<SyntaxNode, TestNames>();
  walk(script.file.root, (node, parents) => {
    const call = node.type === 'call_expression' ? titledCall(script, node) : null;
    if (call === null) return true;
    const around = parents.findLast((parent) => suites.has(parent) || isFunction(parent));
    const names = [...(around === undefined ? [] : (suites.get(around) ?? [null])), call.title];
    if (call.kind === 'suite' && call.callback !== null) suites.set(call.callback, names);
    if (call.kind === 'test') {
      tests.push({ names, body: call.callback });
      // Tests within a test stand below its name.
      if (call.callback !== null) suites.set(call.callback, names);
    }
    return true;
  });
  return tests;
}

interface TitledCall {
  kind: 'suite' | 'test';
  title: NamePattern;
  callback: SyntaxNode | null;
}

function titledCall({ file, names }: Script, node: SyntaxNode): TitledCall | null {
  const chain = chainOf(file, node);
  const [first] = chain ?? [];
  const [title, ...others] = argumentsOf(childAt(node, 'arguments'));
  if (!chain || first === undefined || title === undefined) return null;
  const callback = others.find(isFunction) ?? null;
  const isTest =
    names.tests.has(first.name) || (callback !== null && /^(test|it)$/.test(chain.at(-1)?.name ?? ''));
  const isSuite = names.suites.has(first.name) || chain.some(({ name }) => /^(describe|suite)$/.test(name));
  if ((!isTest && !isSuite) || others.length === 0) return null;
  const isTable = chain.some(({ name }) => name === 'each' || name === 'for');
  return { kind: isSuite ? 'suite' : 'test', title: titleOf(file, title, isTable), callback };
}

const isFunction = ({ type }: SyntaxNode): boolean =>
  /^(arrow_function|function_expression|function|generator_function|function_declaration|method_definition)$/.test(
    type,
  );

function titleOf(file: ParsedFile, node: SyntaxNode, isTable: boolean): NamePattern {
  const text = textOf(file, node);
  const isText = node.type === 'string' || node.type === 'template_string';
  if (!isText) return anyName;
  const pieces = text.slice(1, -1).split(/\$\{(?:[^{}]|\{[^}]*\})*\}/);
  const told = pieces.flatMap((piece) => (isTable ? piece.split(/%[a-z%#]|\$[\w.#]+/i) : [piece]));
  return told.map(unescaped);
}

const unescaped = (text: string): string =>
  text.replaceAll(/\\(?:u\{[\da-f]+\}|u[\da-f]{4}|x[\da-f]{2}|.)/gi, (escaped) => {
    const code = /^\\[ux]\{?([\da-f]+)/i.exec(escaped)?.[1];
    if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16));
    const letter = escaped.slice(1);
    return { n: '\n', t: '\t', r: '\r' }[letter] ?? letter;
  });

/** Makes a test end in a failure whichever way it ends; false where that can't be. */
function endInFailure(script: Script, callback: SyntaxNode): boolean {
  const body = childAt(callback, 'body');
  if (body === null || callback.type === 'generator_function') return false;
  if (body.type !== 'statement_block') {
    alterReturned(script, body, null);
    return true;
  }
  script.edits.push(putIn(body.start + 1, `${script.values.name}=false;`));
  walk(body, (node) => {
    if (isFunction(node)) return false;
    if (node.type === 'return_statement') {
      const [value] = contentsOf(node);
      alterReturned(script, value ?? null, node);
      return false;
    }
    return true;
  });
  script.edits.push(putIn(body.end - 1, `;${failure(script)}`));
  return true;
}

/** What a test gives back may be the last expectation, or the promise of the others. */
function alterReturned(script: Script, value: SyntaxNode | null, statement: SyntaxNode | null): void {
  const name = script.values.name;
  const call = value?.type === 'await_expression' ? contentsOf(value)[0] : value;
  const other = call ? otherExpectation(script, script.names, call) : null;
  if (value !== null && other !== null) {
    script.altered.push(value.start);
    script.edits.push(...other.edits);
    if (statement !== null)
      script.edits.push(putIn(statement.start, `{if(${name})return;`), putIn(statement.end, '}'));
    return;
  }
  if (statement !== null && value === null) {
    script.edits.push(putIn(statement.start, `{${failure(script)}`), putIn(statement.end, '}'));
    return;
  }
  if (value !== null)
    script.edits.push(
      putIn(value.start, 'Promise.resolve('),
      putIn(value.end, `).then(() => { ${failure(script)} })`),
    );
}
