import { type FunctionNode, statementFirst } from './function-bodies.ts';
import type { Grammar } from './language.ts';
import { childAt, contentsOf, type ParsedFile, type SyntaxNode, textOf, walk } from './syntax-node.ts';
import { replaced, type TextEdit } from './text-edit.ts';

/** What a function gives back, as far as its text says; `unknown` is what any value may stand for. */
type Kind = 'nothing' | 'number' | 'text' | 'truth' | 'list' | 'table' | 'unknown';

const nested = /^(function|arrow_function|method_definition|generator_function|lambda|class)/;

/**
 * Has a function give back one and the same value whatever it is asked, of the kind that it gives back otherwise. Null
 * where no such value is known: of a truth there are two alone, and a test that asks for the other one is no worse for it.
 */
export function constantAtOnce(grammar: Grammar, file: ParsedFile, one: FunctionNode): TextEdit[] | null {
  const value = constants[grammar]?.(file, one) ?? null;
  if (value === null) return null;
  if (one.node.type === 'lambda') return [replaced(one.body, value === '' ? 'None' : value)];
  const isExpression = grammar !== 'python' && file.text[one.body.start] !== '{';
  if (isExpression) return [replaced(one.body, expressionOf(value))];
  const statement = value === '' ? 'return' : `return ${value}`;
  const ended = grammar === 'python' ? statement : `${statement};`;
  return statementFirst(grammar, file, one, grammar === 'java' ? `if (true) ${ended}` : ended);
}

/** An object would be a block there. */
const expressionOf = (value: string) => (value === '' ? 'undefined' : `(${value})`);

/** The value as the language writes it, '' for none. */
type Constant = (file: ParsedFile, one: FunctionNode) => string | null;

const ofScript: Constant = (file, one) => {
  if (/^constructor\b/.test(textOf(file, one.node))) return null;
  const values: Record<Kind, string | null> = {
    nothing: '',
    number: '101',
    text: "'101'",
    truth: null,
    list: '[101]',
    table: "{ '101': 101 }",
    unknown: '',
  };
  return values[kindOf(file, one, scriptKinds)];
};

const ofPython: Constant = (file, one) => {
  const values: Record<Kind, string | null> = {
    nothing: '',
    number: '101',
    text: "'101'",
    truth: null,
    list: '[101]',
    table: '{101: 101}',
    unknown: '',
  };
  return values[kindOf(file, one, pythonKinds)];
};

/** By the type that is written down; one that is not known has its zero value. */
const ofGo: Constant = (file, { node }) => {
  const result = childAt(node, 'result');
  if (result === null) return '';
  const text = textOf(file, result);
  const types = text.startsWith('(') ? text.slice(1, -1).split(',') : [text];
  if (text.startsWith('(') && (/[({[]/.test(text.slice(1)) || types.some((type) => /\s/.test(type.trim()))))
    return null;
  if (types.length === 1 && types[0]?.trim() === 'bool') return null;
  return types.map((type) => goValue(type.trim())).join(', ');
};

function goValue(type: string): string {
  if (/^(u?int(8|16|32|64)?|float(32|64)|byte|rune)$/.test(type)) return '101';
  if (type === 'string') return '"101"';
  return `*new(${type})`;
}

const ofRust: Constant = (file, { node }) => {
  if (node.type !== 'function_item') return null;
  const result = childAt(node, 'return_type');
  if (result === null) return '';
  const type = textOf(file, result).replaceAll(/\s+/g, '');
  if (/^[iu](8|16|32|64|128|size)$/.test(type)) return '101';
  if (/^f(32|64)$/.test(type)) return '101.0';
  if (type === 'String') return 'String::from("101")';
  if (/^&('static)?str$/.test(type)) return '"101"';
  if (type.startsWith('Vec<')) return 'Vec::new()';
  return type.startsWith('Option<') ? 'None' : null;
};

const ofJava: Constant = (file, { node }) => {
  if (node.type !== 'method_declaration') return null;
  const type = childAt(node, 'type');
  const text = type === null ? 'void' : textOf(file, type);
  if (text === 'void') return '';
  if (/^(int|long|short|byte|float|double|char)$/.test(text)) return '101';
  if (text === 'boolean') return null;
  return text === 'String' ? '"101"' : 'null';
};

/** A next language is a row here. */
const constants: Partial<Record<Grammar, Constant>> = {
  javascript: ofScript,
  typescript: ofScript,
  tsx: ofScript,
  python: ofPython,
  go: ofGo,
  rust: ofRust,
  java: ofJava,
};

const scriptKinds: Readonly<Record<string, Kind>> = {
  number: 'number',
  string: 'text',
  template_string: 'text',
  true: 'truth',
  false: 'truth',
  array: 'list',
  object: 'table',
  null: 'nothing',
  undefined: 'nothing',
};

const pythonKinds: Readonly<Record<string, Kind>> = {
  integer: 'number',
  float: 'number',
  string: 'text',
  concatenated_string: 'text',
  true: 'truth',
  false: 'truth',
  comparison_operator: 'truth',
  boolean_operator: 'unknown',
  not_operator: 'truth',
  list: 'list',
  list_comprehension: 'list',
  dictionary: 'table',
  dictionary_comprehension: 'table',
  none: 'nothing',
};

/** What all returned values are alike in, those of no value aside. */
function kindOf(file: ParsedFile, { body }: FunctionNode, kinds: Readonly<Record<string, Kind>>): Kind {
  const isBlock = /block$/.test(body.type);
  const returned = isBlock ? returnedValues(body) : [body];
  const found = new Set(returned.map((value) => valueKind(file, value, kinds)));
  found.delete('nothing');
  const [only = 'nothing', ...others] = found;
  return others.length === 0 ? only : 'unknown';
}

function returnedValues(body: SyntaxNode): (SyntaxNode | null)[] {
  const values: (SyntaxNode | null)[] = [];
  walk(body, (node) => {
    if (nested.test(node.type)) return false;
    if (node.type === 'return_statement') values.push(contentsOf(node)[0] ?? null);
    return true;
  });
  return values;
}

function valueKind(file: ParsedFile, value: SyntaxNode | null, kinds: Readonly<Record<string, Kind>>): Kind {
  if (value === null) return 'nothing';
  if (value.type === 'parenthesized_expression' || value.type === 'unary_expression') {
    const text = textOf(file, value);
    if (text.startsWith('!')) return 'truth';
    return text.startsWith('typeof') ? 'text' : valueKind(file, contentsOf(value)[0] ?? null, kinds);
  }
  if (/^binary_(expression|operator)$/.test(value.type)) return operatorKind(file, value, kinds);
  return kinds[value.type] ?? 'unknown';
}

/** A sum of texts is a text; whatever is reckoned with otherwise is a number. */
function operatorKind(file: ParsedFile, value: SyntaxNode, kinds: Readonly<Record<string, Kind>>): Kind {
  const [left, right] = [childAt(value, 'left'), childAt(value, 'right')];
  const operator = childAt(value, 'operator');
  const sign = operator === null ? '' : textOf(file, operator);
  if (/^([<>]=?|[!=]==?|in|instanceof)$/.test(sign)) return 'truth';
  if (/^(&&|\|\||\?\?)$/.test(sign)) return 'unknown';
  const sides = [left, right].map((side) => valueKind(file, side, kinds));
  if (sides.includes('text')) return 'text';
  return sides.includes('list') ? 'list' : 'number';
}
