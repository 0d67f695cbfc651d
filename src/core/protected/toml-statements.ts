import { withoutByteOrderMark } from '../text/byte-order-mark.ts';

/** A header or a pair of a TOML file. */
export interface TomlStatement {
  kind: 'table' | 'array-of-tables' | 'pair';
  /** Its whole key, the header's parts first. */
  path: string[];
  /** Where its line begins, and where its last line ends (after the newline). */
  start: number;
  end: number;
}

/** The statements of a TOML file in their order; null where the text is none. */
export function tomlStatements(text: string): TomlStatement[] | null {
  const statements: TomlStatement[] = [];
  let table: string[] = [];
  let at = text.length - withoutByteOrderMark(text).length;
  while (at < text.length) {
    const start = at;
    at = skipBlank(text, at);
    const first = text[at];
    if (first === undefined) break;
    if (first === '\n' || first === '#' || first === '\r') {
      at = lineEnd(text, at);
      continue;
    }
    const isArray = text.startsWith('[[', at);
    if (first === '[') at += isArray ? 2 : 1;
    const key = readKey(text, at);
    if (key === null) return null;
    at = key.end;
    if (first === '[') {
      if (!text.startsWith(isArray ? ']]' : ']', at)) return null;
      at += isArray ? 2 : 1;
      table = key.parts;
    } else {
      if (text[at] !== '=') return null;
      const end = valueEnd(text, at + 1);
      if (end === null) return null;
      at = end;
    }
    at = skipBlank(text, at);
    if (at < text.length && !/[\r\n#]/.test(text[at] ?? '')) return null;
    at = lineEnd(text, at);
    const kind = first !== '[' ? 'pair' : isArray ? 'array-of-tables' : 'table';
    statements.push({ kind, path: kind === 'pair' ? [...table, ...key.parts] : table, start, end: at });
  }
  return statements;
}

function skipBlank(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at += 1;
  return at;
}

function lineEnd(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  return newline < 0 ? text.length : newline + 1;
}

/** Nobody nests tables deeper, and each key carries the parts of those around it. */
const mostParts = 100;

/** A key with dots: bare and quoted parts, blanks around the dots. */
function readKey(text: string, from: number): { parts: string[]; end: number } | null {
  const parts: string[] = [];
  let at = from;
  while (true) {
    at = skipBlank(text, at);
    const bare = /[\w-]+/y;
    bare.lastIndex = at;
    const quote = text[at];
    if (quote === '"' || quote === "'") {
      const end = stringEnd(text, at);
      if (end === null) return null;
      const part = readString(text.slice(at, end));
      if (part === null) return null;
      parts.push(part);
      at = end;
    } else {
      const part = bare.exec(text)?.[0];
      if (part === undefined) return null;
      parts.push(part);
      at += part.length;
    }
    at = skipBlank(text, at);
    if (text[at] !== '.') return { parts, end: at };
    if (parts.length >= mostParts) return null;
    at += 1;
  }
}

/** The text of a quoted key, whose escapes but for the long one are JSON's. */
function readString(quoted: string): string | null {
  if (quoted.startsWith("'")) return quoted.slice(1, -1);
  try {
    const text: unknown = JSON.parse(quoted);
    return typeof text === 'string' ? text : null;
  } catch {
    return null;
  }
}

/** Where the string that begins at `from` ends, of any of the four kinds; null where it does not. */
function stringEnd(text: string, from: number): number | null {
  const quote = text[from] ?? '';
  const isLong = text.startsWith(quote.repeat(3), from);
  const closing = isLong ? quote.repeat(3) : quote;
  for (let at = from + closing.length; at < text.length; at += 1) {
    if (text[at] === '\\' && quote === '"') at += 1;
    else if (!isLong && text[at] === '\n') return null;
    else if (text.startsWith(closing, at)) {
      let end = at + closing.length;
      // A long string may end in up to two quotes of its own.
      for (let more = 0; isLong && more < 2 && text[end] === quote; more += 1) end += 1;
      return end;
    }
  }
  return null;
}

/** Where the value after an equals sign ends; null where its strings and brackets do not close. */
function valueEnd(text: string, from: number): number | null {
  let depth = 0;
  let at = from;
  while (at < text.length) {
    const character = text[at] ?? '';
    if (character === '"' || character === "'") {
      const end = stringEnd(text, at);
      if (end === null) return null;
      at = end;
      continue;
    }
    if (character === '#' || character === '\n') {
      if (depth === 0) break;
      at = lineEnd(text, at);
      continue;
    }
    if (character === '[' || character === '{') depth += 1;
    if (character === ']' || character === '}') depth -= 1;
    if (depth < 0) return null;
    at += 1;
  }
  return depth === 0 ? at : null;
}
