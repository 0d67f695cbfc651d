import { keysOfLiteral } from './keys-of-literal.ts';
import {
  anyHolder,
  anyKind,
  type Holder,
  namesOfNatives,
  namesOfWriters,
  nativeHolder,
  owner,
  owners,
  sharedNames,
  withoutLiterals,
  writers,
} from './names-of-natives.ts';

const key = String.raw`(?:\s*\.\s*([\w$]+)|\s*\[\s*(?:["'\`]([\w$]+)["'\`]|Symbol\.(\w+)|([^\]\n]{1,80}))\s*\])`;
const target = String.raw`(?<![\w$#])([\w$]+)(\s*\.\s*prototype\b)?`;
const written = new RegExp(String.raw`${target}${key}\s*(?:&&)?=(?![=>])`, 'g');
const removed = new RegExp(String.raw`\bdelete\s+${target}${key}`, 'g');
const getter = new RegExp(
  String.raw`${target}\s*\.\s*__define[GS]etter__\s*\(\s*(?:["'\`]([\w$]+)["'\`])?`,
  'g',
);
const called = new RegExp(
  String.raw`(?<![\w$.])(?:(Object|Reflect)\s*\.\s*)?([\w$]+)\s*\(\s*(?:[\w$]+\s*\.\s*)??${target}\s*,\s*(?:["'\`]([\w$]+)["'\`]|Symbol\.(\w+))?`,
  'g',
);
const whole = new RegExp(
  String.raw`\b(?:globalThis|global|window)\s*(?:\.\s*|\[\s*["'])(${owner})\b(?:["']\s*\])?\s*=(?![=>])`,
  'g',
);
const hasOwner = new RegExp(String.raw`\b(?:${owner})\b|${anyKind.replaceAll('$', '\\$')}`);

/** Other languages have these names for types. */
const script =
  /^[ \t]*(?:export\s|import\s[^\n]*["']|const\s+\w+\s*=|let\s|var\s|function\b|module\.exports|exports\.)/m;
const otherScript = /^[ \t]*(?:def[ \t]+\w+[ \t]*\(|from[ \t]+\S+[ \t]+import\b|package[ \t]+\w+[ \t]*$)/m;
const bareName = new RegExp(String.raw`(?:^|[;{}])\s*(${owner})\s*=(?![=>])`);

/** So many characters of a literal of properties are looked through; what goes on behind them may hold anything. */
const longestLiteral = 2000;
/** So many lines may a call have before its second value. */
const callLines = 3;
/** In longer ones a packer has given names, the same ones to many values. */
const longestWritten = 200;
/** What asks whether there is one already stands near. */
const guardReach = 500;

/**
 * Says of the lines of a program's text by what words one of them replaces what JavaScript itself gives to all code: under
 * its own name or another one of the file, by an assignment or a call; null for none.
 */
export function javascriptNatives(text: string): (index: number) => string | null {
  const lines = text.split('\n');
  const plain = lines.map(withoutLiterals);
  const names = namesOfNatives(plain.join('\n'));
  const functions = namesOfWriters(text);
  const shared = names.size === 0 ? new Set<string>() : sharedNames(text);
  const isScript = script.test(text) && !otherScript.test(text);
  const declared = new Map<string, boolean>();
  const declares = (name: string) => {
    const known = declared.get(name) ?? declaration(name).test(text);
    declared.set(name, known);
    return known;
  };
  const isOwnPromise = /\b(?:function|class)\s+Promise\b/.test(text);
  const resolve = (name: string, prototype: string | undefined): Holder | null => {
    if (name === anyKind) return anyHolder;
    const path = names.get(name) ?? name;
    const isPrototype = path.endsWith('.prototype');
    if ((prototype !== undefined && isPrototype) || (path.startsWith('Promise') && isOwnPromise)) return null;
    return nativeHolder(path.replace('.prototype', ''), prototype !== undefined || isPrototype);
  };
  const isAbout = (line: string) =>
    hasOwner.test(line) ||
    ((names.size > 0 || functions.size > 0) &&
      (line.match(/[\w$]+/g) ?? []).some((word) => names.has(word) || functions.has(word)));
  return (index) => {
    const line = plain[index] ?? '';
    if (!isAbout(line)) return null;
    const before = lines[index - 1] ?? '';
    const bare = isScript && !/,\s*$/.test(before.slice(-guardReach)) ? bareName.exec(line)?.[1] : undefined;
    if (bare !== undefined && !declares(bare)) return `${bare} =`;
    const statement = plain.slice(index, index + callLines).join('\n');
    const isKnown = (name: string) => line.length <= longestWritten || !names.has(name) || !shared.has(name);
    const writes = [...wholes(line), ...assignments(statement), ...calls(statement, functions)];
    for (const { at, words, name, prototype, named, computed, replaces } of writes) {
      if (at >= line.length || !isKnown(name)) continue;
      if (statement[at - 1] === '.' && !Object.hasOwn(owners, name)) continue;
      const holder = replaces === 'whole' ? nativeHolder(name, false) : resolve(name, prototype);
      if (holder === null) continue;
      const around = `${before.slice(-guardReach)} ${statement.slice(Math.max(0, at - guardReach), Math.min(line.length, at + words.length + guardReach))}`;
      const rest = () => textFrom(plain, index, at + words.length);
      if (!doesReplace({ holder, replaces, named, computed, rest })) continue;
      if (!isGuarded(around, { name, prototype, holder, named, computed, replaces }))
        return words.replaceAll(/\s*\n\s*/g, '').trim();
    }
    return null;
  };
}

const declaration = (name: string) =>
  new RegExp(
    String.raw`\b(?:var|let|const|function|class)\b[^;=\n]{0,200}?\b${name}\b|\bimport\b[^;\n]{0,200}?\b${name}\b|,\s?${name}\s?[,;=]`,
  );

type Property = { plain: string } | { symbol: string } | null;

/** One place that writes to something that may be the language's own. */
interface Write {
  at: number;
  words: string;
  name: string;
  prototype: string | undefined;
  /** What is written by its name, as far as the text shows it. */
  named: Property;
  computed: string | undefined;
  /** A single property, those of a literal or of another value, or all of it. */
  replaces: 'one' | 'many' | 'prototype' | 'whole';
}

const propertyOf = (plain: string | undefined, symbol: string | undefined): Property =>
  plain === undefined ? (symbol === undefined ? null : { symbol }) : { plain };

function* wholes(line: string): Generator<Write> {
  for (const { 0: words, 1: name = '', index: at } of line.matchAll(whole)) {
    // The name itself stands behind a point.
    yield { at, words, name, prototype: undefined, named: null, computed: undefined, replaces: 'whole' };
  }
}

function* assignments(statement: string): Generator<Write> {
  for (const pattern of [written, removed]) {
    for (const found of statement.matchAll(pattern)) {
      const [words, name = '', prototype, plain, quoted, symbol, computed] = found;
      const named = propertyOf(plain ?? quoted, symbol);
      yield { at: found.index, words, name, prototype, named, computed, replaces: 'one' };
    }
  }
  for (const { 0: words, 1: name = '', 2: prototype, 3: quoted, index: at } of statement.matchAll(getter))
    yield { at, words, name, prototype, named: propertyOf(quoted, undefined), computed: '', replaces: 'one' };
}

function* calls(statement: string, functions: ReadonlyMap<string, string>): Generator<Write> {
  for (const found of statement.matchAll(called)) {
    const [words, space, callee = '', name = '', prototype, quoted, symbol] = found;
    const writer = space === undefined ? functions.get(callee) : callee;
    if (writer === undefined || !writers.test(writer) || name === anyKind) continue;
    const isOne = writer === 'set' || writer === 'defineProperty';
    const replaces = writer === 'setPrototypeOf' ? 'prototype' : isOne ? 'one' : 'many';
    const named = propertyOf(quoted, symbol);
    yield { at: found.index, words, name, prototype, named, computed: '', replaces };
  }
}

const isNamespace = /^(?:Math|JSON|Reflect|Object|Promise|Date)$/;

function doesReplace({
  holder,
  replaces,
  named,
  computed,
  rest,
}: Pick<Write, 'replaces' | 'named' | 'computed'> & { holder: Holder; rest: () => string }): boolean {
  if (replaces === 'whole' || replaces === 'prototype') return true;
  if (replaces === 'many') {
    const text = rest();
    const keys = text.startsWith('{') ? keysOfLiteral(text) : null;
    return keys === null || keys.some((name) => holder.has(name));
  }
  if (named === null)
    return (
      computed !== undefined &&
      !/^\d+$/.test(computed) &&
      (holder.path.endsWith('.prototype') || isNamespace.test(holder.path))
    );
  if ('plain' in named) return holder.has(named.plain);
  const symbol: unknown = Reflect.get(Symbol, named.symbol);
  return typeof symbol === 'symbol' && holder.has(symbol);
}

/** What stands behind a place of a line, over as many lines as a literal may have. */
function textFrom(lines: readonly string[], index: number, at: number): string {
  let text = '';
  let skipped = at;
  for (let line = index; line < lines.length && text.length < longestLiteral; line += 1) {
    const own = lines[line] ?? '';
    text += `${own.slice(skipped, skipped + longestLiteral)}\n`;
    skipped = Math.max(0, skipped - own.length - 1);
  }
  return text.slice(0, longestLiteral);
}

/** Whether it is only made where there is none. */
function isGuarded(
  around: string,
  { name, prototype, holder, named, computed, replaces }: Omit<Write, 'at' | 'words'> & { holder: Holder },
): boolean {
  if (replaces === 'whole')
    return new RegExp(
      String.raw`\b${name}["'\]\s]{0,10}(?:\|\||\?\?)|typeof\s[\w.]*\b${name}\b|!\s*[\w.]*\b${name}\b`,
    ).test(around);
  const own = `${name}${prototype === undefined ? '' : '.prototype'}`;
  const member =
    named === null ? `[${computed}]` : 'plain' in named ? `.${named.plain}` : `[Symbol.${named.symbol}]`;
  const isAsked = [own, holder.path].some((path) =>
    [`!${path}${member})`, `!${path}${member} `, `typeof ${path}${member} !==`].some((guard) =>
      around.includes(guard),
    ),
  );
  if (isAsked) return true;
  if (named === null) return computed !== undefined && computed !== '' && around.includes(`(${computed} in `);
  return 'plain' in named && around.includes(`'${named.plain}' in`);
}
