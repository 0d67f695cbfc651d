import { childAt, contentsOf, type ParsedFile, type SyntaxNode, textOf, walk } from './syntax-node.ts';

/** What names of a file stand for: the functions of a test runner, and an assertion module or one of its functions. */
export interface ScriptNames {
  tests: ReadonlySet<string>;
  suites: ReadonlySet<string>;
  /** Objects whose methods are assertions. */
  assertions: ReadonlySet<string>;
  /** Functions by the name that the assertion module gives them. */
  functions: ReadonlyMap<string, string>;
}

const testNames = new Set(['test', 'it', 'specify']);
const suiteNames = new Set(['describe', 'suite', 'context']);
const assertionModules =
  /^(node:)?assert(\/strict)?$|^chai$|^uvu\/assert$|^(jsr:)?@std\/assert(@[^/]*)?$|^https:\/\/deno\.land\/std[^/]*\/assert\//;
/** They give each test an object with assertions, which everybody calls `t`. */
const givingModules = /^(ava|tap|tape|supertape)$|^tape-/;

/** Those that every runner knows, and what the file calls them. */
export function scriptNames(file: ParsedFile): ScriptNames {
  const [tests, suites] = [new Set(testNames), new Set(suiteNames)];
  const assertions = new Set(['assert']);
  const functions = new Map<string, string>();
  const bind = (module: string, original: string, name: string) => {
    if (givingModules.test(module)) {
      assertions.add('t');
      if (original === 'default' && name !== 't') tests.add(name);
    } else if (assertionModules.test(module)) {
      if (['default', 'strict', 'assert', '*'].includes(original)) assertions.add(name);
      else functions.set(name, original);
    } else if (testNames.has(original)) tests.add(name);
    else if (suiteNames.has(original)) suites.add(name);
  };
  walk(file.root, (node) => {
    if (node.type === 'import_statement') bindImport(file, node, bind);
    if (node.type === 'variable_declarator') bindRequire(file, node, bind);
    return true;
  });
  return { tests, suites, assertions, functions };
}

type Bind = (module: string, original: string, name: string) => void;

function bindImport(file: ParsedFile, statement: SyntaxNode, bind: Bind): void {
  const source = childAt(statement, 'source');
  if (source === null) return;
  const module = textOf(file, source).slice(1, -1);
  walk(statement, (node) => {
    if (node.type === 'import_specifier') {
      const [name, alias] = [childAt(node, 'name'), childAt(node, 'alias')];
      if (name !== null) bind(module, textOf(file, name), textOf(file, alias ?? name));
      return false;
    }
    if (node.type === 'namespace_import') bind(module, '*', textOf(file, node).replace(/^\*\s*as\s+/, ''));
    if (node.type === 'import_clause') {
      const [first] = contentsOf(node);
      if (first?.type === 'identifier') {
        bind(module, 'default', textOf(file, first));
        if (/^(node:)?test$/.test(module)) bind(module, 'test', textOf(file, first));
      }
    }
    return true;
  });
}

function bindRequire(file: ParsedFile, declarator: SyntaxNode, bind: Bind): void {
  const [name, value] = [childAt(declarator, 'name'), childAt(declarator, 'value')];
  if (name === null || value === null) return;
  const found = /^require\((['"])([^'"]+)\1\)(?:\.(\w+))?$/.exec(textOf(file, value));
  if (found === null) return;
  const [, , module = '', property] = found;
  if (name.type === 'identifier') {
    bind(module, property ?? 'default', textOf(file, name));
    if (property === undefined && /^(node:)?test$/.test(module)) bind(module, 'test', textOf(file, name));
    return;
  }
  for (const part of contentsOf(name)) {
    const [key, local] = [childAt(part, 'key'), childAt(part, 'value')];
    if (part.type === 'shorthand_property_identifier_pattern')
      bind(module, textOf(file, part), textOf(file, part));
    else if (key !== null && local !== null) bind(module, textOf(file, key), textOf(file, local));
  }
}
