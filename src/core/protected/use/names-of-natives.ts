/** What tests go through tables, read what they expect and compare it with, besides assertions. */
export const owners: Readonly<Record<string, object>> = {
  Array,
  Boolean,
  BigInt,
  Date,
  Object,
  String,
  Number,
  Function,
  RegExp,
  Promise,
  Symbol,
  Reflect,
  JSON,
  Math,
  Map,
  Set,
};
/** The same as a choice of a pattern. */
export const owner = Object.keys(owners).join('|');
const everywhere = String.raw`(?:\b(?:globalThis|global|window)\s*\??\.\s*)?`;

/** Where a value has no name, its kind is seen by its first sign. */
const literal = String.raw`(\[\s*\]|''|""|\`\`|\(\s*\d+\s*\)|\d+(?=\s*\.\s*\.|\s*\))|/[^/\s]+/|\(\s*\{\s*\}\s*\)|\{\s*\}(?=\s*\))|\(\s*\(\s*\)\s*=>[^()\n]{0,20}\)|\bnew\s+(?:${owner})\s*(?:\(\s*\))?)`;
const ofLiteral = new RegExp(
  String.raw`(?<![\w$)\]])${literal}\s*\.\s*(?:__proto__|constructor\s*\.\s*prototype)\b|\b(?:Object|Reflect)\s*\.\s*getPrototypeOf\s*\(\s*${literal}\s*\)`,
  'g',
);
const ofValue =
  /(?<![\w$.])[\w$]+(?:\.[\w$]+){0,3}\s*\.\s*(?:__proto__|constructor\s*\.\s*prototype)(?=\s*[.[])|\b(?:Object|Reflect)\s*\.\s*getPrototypeOf\s*\(\s*[\w$.]+\s*\)(?=\s*[.[,])/g;
/** A name that no program has: what all values of some kind are given. */
export const anyKind = '$any$';

/** What gets properties from a call. */
export const writers = /^(?:defineProperty|defineProperties|assign|set|setPrototypeOf)$/;

/** One of the language's own objects. */
export interface Holder {
  /** How the language itself calls it. */
  path: string;
  has: (name: PropertyKey) => boolean;
}

const ownersOfMethods = [Array.prototype, String.prototype, Number.prototype, Map.prototype, Set.prototype];
/** Of values of which only the name is known, what some kind of them has and not all of them. */
export const anyHolder: Holder = {
  path: anyKind,
  has: (name) =>
    !Object.hasOwn(Object.prototype, name) && ownersOfMethods.some((each) => Object.hasOwn(each, name)),
};

/** The object of a name, or what its values are given. */
export function nativeHolder(name: string, hasPrototype: boolean): Holder | null {
  const value = Object.hasOwn(owners, name) ? owners[name] : undefined;
  if (value === undefined) return null;
  const found: unknown = hasPrototype ? Reflect.get(value, 'prototype') : value;
  if ((typeof found !== 'object' && typeof found !== 'function') || found === null) return null;
  return { path: `${name}${hasPrototype ? '.prototype' : ''}`, has: (one) => Reflect.has(found, one) };
}

/** What stands for a prototype without its name gets it. */
export function withoutLiterals(line: string): string {
  if (!/__proto__|getPrototypeOf|constructor|\bprototype\b/.test(line)) return line;
  return line
    .replaceAll(/\[\s*["'`]prototype["'`]\s*\]/g, '.prototype')
    .replaceAll(ofLiteral, (_, one?: string, other?: string) => `${kindOf(one ?? other ?? '')}.prototype`)
    .replaceAll(ofValue, anyKind)
    .replaceAll(/\(\s*([\w$]+\.prototype)\s*\)(?=\s*[.[])/g, ' $1');
}

function kindOf(literalText: string): string {
  const made = /^new\s+(\w+)/.exec(literalText)?.[1];
  if (made !== undefined) return made;
  if (literalText.startsWith('[')) return 'Array';
  if (literalText.startsWith('/')) return 'RegExp';
  if (literalText.includes('=>')) return 'Function';
  if (literalText.includes('{')) return 'Object';
  return /\d/.test(literalText) ? 'Number' : 'String';
}

const renamed = new RegExp(
  String.raw`(?<![\w$.])([\w$]+)\s*=\s*(?:\(\s*)?${everywhere}(${owner})(\s*\.\s*prototype)?\s*(?:\)\s*)?(?=[;,)\n]|$)`,
  'g',
);
const gone = new RegExp(
  String.raw`\b(?:const|let|var)\s+([\w$]+)\s+of\s*\[[^\]\n]{0,200}?\b(${owner})\s*\.\s*prototype\b`,
  'g',
);
const takenApart = new RegExp(
  String.raw`\{([^{}]{0,300})\}\s*=\s*(?:(globalThis|global|window)\b(?!\s*\.)|${everywhere}(${owner})\b(?![\s\w.]*\.))`,
  'g',
);
const takenDeep = new RegExp(String.raw`\b(${owner})\s*:\s*\{\s*prototype\b(?:\s*:\s*([\w$]+))?\s*\}`, 'g');

/** What a file calls the language's own objects, by the names that it gives them. */
export function namesOfNatives(text: string): Map<string, string> {
  const names = new Map<string, string>();
  const add = (name: string, path: string) => {
    if (!Object.hasOwn(owners, name)) names.set(name, path);
  };
  for (const [, name = '', path = '', prototype] of text.matchAll(renamed))
    add(name, `${path}${prototype === undefined ? '' : '.prototype'}`);
  for (const [, name = '', path = ''] of text.matchAll(gone)) add(name, `${path}.prototype`);
  for (const [, list = '', all, path = ''] of text.matchAll(takenApart)) {
    for (const [, from = '', to = from] of list.matchAll(/([\w$]+)(?:\s*:\s*([\w$]+))?/g)) {
      if (all !== undefined && Object.hasOwn(owners, from)) add(to, from);
      if (all === undefined && from === 'prototype') add(to, `${path}.prototype`);
    }
  }
  for (const [, path = '', name = 'prototype'] of text.matchAll(takenDeep)) add(name, `${path}.prototype`);
  return names;
}

/** What a file calls the functions that write properties. */
export function namesOfWriters(text: string): Map<string, string> {
  const names = new Map<string, string>();
  for (const [, name = '', writer = ''] of text.matchAll(
    /(?<![\w$.])([\w$]+)\s*=\s*(?:Object|Reflect)\s*\.\s*(defineProperty|defineProperties|assign|set|setPrototypeOf)\b/g,
  ))
    names.set(name, writer);
  for (const [, list = ''] of text.matchAll(/\{([^{}]{0,300})\}\s*=\s*(?:Object|Reflect)\b(?!\s*\.)/g))
    for (const [, from = '', to = from] of list.matchAll(/([\w$]+)(?:\s*:\s*([\w$]+))?/g))
      if (writers.test(from)) names.set(to, from);
  return names;
}

/** The names that a file gives to more than one value: parameters, and what is set twice. Short ones of packed code are. */
export function sharedNames(text: string): Set<string> {
  const once = new Set<string>();
  const shared = new Set<string>();
  for (const [, name = ''] of text.matchAll(/(?<![\w$.])([\w$]+)\s*=(?![=>])/g)) {
    if (once.has(name)) shared.add(name);
    once.add(name);
  }
  for (const [, list = '', single = ''] of text.matchAll(
    /\bfunction\b[\w$* ]{0,60}\(([^()\n]{0,200})\)|(?<![\w$.])([\w$]+)\s*=>/g,
  ))
    for (const name of [single, ...list.split(/[^\w$]+/)]) shared.add(name);
  for (const [, list = ''] of text.matchAll(/\(([^()\n]{0,200})\)\s*=>/g))
    for (const name of list.split(/[^\w$]+/)) shared.add(name);
  return shared;
}
