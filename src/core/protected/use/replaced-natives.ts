import { isStandardModule } from './search-path.ts';

/** What tests go through tables, read what they expect and compare it with, besides assertions. */
const owners: Readonly<Record<string, object>> = {
  Array,
  Object,
  String,
  Number,
  Function,
  RegExp,
  Symbol,
  Reflect,
  JSON,
  Math,
  Map,
  Set,
};
const owner = String.raw`\b(${Object.keys(owners).join('|')})(\.prototype)?`;
const member = String.raw`(?:\.(\w+)|\[\s*(?:["'](\w+)["']|Symbol\.(\w+))\s*\])`;
const assigned = new RegExp(String.raw`${owner}${member}\s*=(?![=>])`);
const defined = new RegExp(
  String.raw`\bObject\.defineProperty\s*\(\s*${owner}\s*,\s*(?:["'](\w+)["']|()Symbol\.(\w+))`,
);
const modules = `["'](?:node:)?(?:fs|fs/promises|path|url|util|module|vm)["']`;
const bound = new RegExp(
  String.raw`\bimport\s+(?:\*\s*as\s+)?(\w+)\s*(?:,[^;\n]*)?\s+from\s*${modules}|\b(\w+)\s*=\s*require\s*\(\s*${modules}`,
  'g',
);

/** Functions of Python's standard library that read, parse or find what a test is held against. */
const readers = /^(open|read\w*|loads?|parse|compile|walk|listdir|scandir|r?glob|iglob|isclose|eq)$/;
/** The same of node's modules, by the begin of their names. */
const nodeReaders =
  /^(read|readdir|exists|open|stat|lstat|access|glob|createRead|join|resolve|isDeepStrictEqual|_)/;
const inPython =
  /(\bsys\.(?:meta_path|path_hooks)\s*(?:=(?!=)|\.\s*(?:insert|append|extend)\b|\[[^\]\n]*\]\s*=)|\.__code__\s*=(?!=)|\bgc\.get_(?:objects|referrers)\s*\()/;

/**
 * Says of a line of a program's text by what words it replaces what the language itself gives to all code; null for none.
 * A base that calls the same has not replaced it.
 */
export function nativeReplacements(text: string): (line: string, before: string) => string | null {
  const ofNode = new Set(
    [...text.matchAll(bound)].map(([, imported, required]) => imported ?? required ?? ''),
  );
  const ofPython = standardNames(text);
  return (line, before) =>
    replacedGlobal(line, before) ??
    replacedMember(line, ofNode, ofPython) ??
    inPython.exec(line)?.[1] ??
    null;
}

/** A method that each value of a kind has, unless it is only made where there is none. */
function replacedGlobal(line: string, before: string): string | null {
  const found = assigned.exec(line) ?? defined.exec(line);
  const [, name = '', prototype = '', plain, quoted, symbol] = found ?? [];
  const value = Object.hasOwn(owners, name) ? owners[name] : undefined;
  if (value === undefined) return null;
  const holder: object = prototype === '' ? value : Reflect.get(value, 'prototype');
  const key = symbol === undefined ? (plain ?? quoted ?? '') : Reflect.get(Symbol, symbol);
  if (!Reflect.has(holder, key)) return null;
  const path = `${name}${prototype}${symbol === undefined ? `.${String(key)}` : `[Symbol.${symbol}]`}`;
  const isMadeWhereMissing = [`!${path})`, `!${path} `, `typeof ${path} !==`, `'${String(key)}' in`].some(
    (guard) => `${before} ${line}`.includes(guard),
  );
  return isMadeWhereMissing ? null : (found?.[0].trim() ?? null);
}

function replacedMember(
  line: string,
  ofNode: ReadonlySet<string>,
  ofPython: ReadonlySet<string>,
): string | null {
  if (ofNode.size > 0 && /\bsyncBuiltinESMExports\s*\(/.test(line)) return 'syncBuiltinESMExports';
  const set = /\bsetattr\s*\(\s*(\w+)[\w.]*\s*,\s*["'](\w+)["']/.exec(line);
  const written = /(?:^|[^.\w])(\w+)(?:\.\w+)*\.(\w+)\s*=(?![=>])/.exec(line);
  for (const [path = '', first = '', last = ''] of [set, written].filter((found) => found !== null)) {
    if (ofNode.has(first) && nodeReaders.test(last)) return path.trim();
    if (ofPython.has(first) && readers.test(last)) return path.trim();
  }
  return null;
}

/** What a file of Python calls modules of the standard library, and what it takes out of them. */
function standardNames(text: string): Set<string> {
  const names = new Set<string>();
  for (const [, list = ''] of text.matchAll(/^[ \t]*import[ \t]+([^\n#]+)/gm)) {
    for (const part of list.split(',')) {
      const [, module = '', alias] = /^\s*([\w.]+)(?:\s+as\s+(\w+))?/.exec(part) ?? [];
      const [first = ''] = module.split('.');
      if (isStandardModule(first)) names.add(alias ?? first);
    }
  }
  for (const [, module = '', list = ''] of text.matchAll(
    /^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]+([^\n#]+)/gm,
  )) {
    if (!isStandardModule(module.split('.')[0] ?? '')) continue;
    for (const [, name = '', alias] of list.matchAll(/(\w+)(?:\s+as\s+(\w+))?/g)) names.add(alias ?? name);
  }
  return names;
}
