import { z } from 'zod';

/** A setting's value, or what is wrong with its text: the rest of a sentence that starts with the setting's name. */
export type Parsed<Value> = { ok: true; value: Value } | { ok: false; problem: string };

/** What a value can be: how a person writes it, how a log holds it, and how a program gives it, `Given`. */
export interface ValueType<Value, Given = Value> {
  parse(text: string): Parsed<Value>;
  schema: z.ZodType<Value>;
  /** Never there: it carries the type alone. */
  given?: Given;
  /** The words that it can be, from the least to the most where they have an order; none where it is no word. */
  words?: readonly string[];
}

/** Whether a value is less than the one before: by the order of its words, or as a number. */
export function isLess(value: unknown, before: unknown, { words }: ValueType<unknown>): boolean {
  const rank = (one: unknown) => words?.indexOf(`${one}`) ?? Number(one);
  return rank(value) < rank(before);
}

const type = <Value>(schema: z.ZodType<Value>, parse: ValueType<Value>['parse']): ValueType<Value> => ({
  schema,
  parse,
});

const groupedDigits = String.raw`(?:\d+|\d{1,3}(?:[_,]\d{3})+)`;
const wholePattern = new RegExp(`^${groupedDigits}$`);
const moneyPattern = new RegExp(`^${groupedDigits}(?:\\.\\d+)?$`);
const durationPattern = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/;
const durationPartPattern = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/g;

const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** The longest that one of Node's timers can wait is a little more: a longer one would fire at once. */
const longestDurationMs = 24 * 86_400_000;

/** Whole numbers from `minimum` on; thousands may be grouped: `5_000_000`, `5,000,000`. */
export function wholeNumber(minimum: number): ValueType<number> {
  return type(z.number().int().min(minimum), (text) => {
    const value = wholePattern.test(text.trim()) ? Number(text.replace(/[_,]/g, '')) : Number.NaN;
    return Number.isSafeInteger(value) && value >= minimum
      ? { ok: true, value }
      : mismatch(`a whole number of at least ${minimum}`, text);
  });
}

/** An amount in USD, not negative. */
export const money: ValueType<number> = type(z.number().nonnegative(), (text) => {
  const value = moneyPattern.test(text.trim()) ? Number(text.replace(/[_,]/g, '')) : Number.NaN;
  return Number.isFinite(value) ? { ok: true, value } : mismatch('an amount in USD such as 10 or 2.50', text);
});

/** Milliseconds from `90s`, `1h30m`, `500ms`; a bare number means seconds. */
export function duration(zero: 'zero allowed' | 'above zero'): ValueType<number, string | number> {
  const schema = zero === 'above zero' ? z.number().positive() : z.number().nonnegative();
  return type(schema, (text) => {
    const value = durationMs(text.trim());
    if (value === null) return mismatch('a duration such as 90s, 30m or 1h30m', text);
    if (value === 0 && zero === 'above zero') return mismatch('a duration above 0', text);
    if (value > longestDurationMs) return mismatch('at most 24 days', text);
    return { ok: true, value };
  });
}

/** Milliseconds, written as a duration is, however long. */
export const age: ValueType<number> = type(z.number().nonnegative(), (text) => {
  const value = durationMs(text.trim());
  return value === null ? mismatch('a duration such as 12h or 30d', text) : { ok: true, value };
});

function durationMs(text: string): number | null {
  if (/^\d+(?:\.\d+)?$/.test(text)) return Math.round(Number(text) * 1000);
  if (!durationPattern.test(text)) return null;
  const parts = [...text.matchAll(durationPartPattern)];
  return Math.round(
    parts.reduce((sum, [, count, unit]) => sum + Number(count) * (unitMs[unit ?? ''] ?? 0), 0),
  );
}

/** One of a few words. */
export function oneOf<const Word extends string>(...words: readonly [Word, ...Word[]]): ValueType<Word> {
  return {
    schema: z.enum(words),
    words,
    parse(text) {
      const value = words.find((word) => word === text.trim());
      return value === undefined ? mismatch(listed(words, 'or'), text) : { ok: true, value };
    },
  };
}

/** An http or https URL, without the slash at its end. Credentials are refused, and not repeated in the problem. */
export const endpointUrl: ValueType<string> = type(z.string(), (text) => {
  const expected = 'an http or https URL such as http://localhost:8000/v1';
  const url = URL.parse(text.trim());
  if (url === null) return mismatch(expected, text);
  if (url.username !== '' || url.password !== '') {
    return { ok: false, problem: 'must be a URL without a user name or password; the key is OPENAI_API_KEY' };
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return mismatch(expected, text);
  if (url.search !== '' || url.hash !== '') {
    return { ok: false, problem: 'must be a URL that ends with its path: nothing after "?" or "#"' };
  }
  return { ok: true, value: url.href.replace(/\/+$/, '') };
});

/** A model's name as the endpoint knows it: no white space, not empty. */
export const modelName: ValueType<string> = type(z.string(), (text) =>
  /^[^\s\p{Cc}]+$/u.test(text.trim())
    ? { ok: true, value: text.trim() }
    : mismatch('the name of a model', text),
);

/** Any text that holds more than white space; `expected` says what it is, with its article. */
export function someText(expected: string): ValueType<string> {
  return type(z.string(), (text) => {
    if (text.trim() === '') return mismatch(expected, text);
    if (text.includes('\0')) return { ok: false, problem: `must be ${expected} without a NUL character` };
    return { ok: true, value: text };
  });
}

/** A pattern of paths below the workspace's top, as git names them: `test/api/**`, `conftest.py`, `tests`. */
export const relativeGlob: ValueType<string> = type(z.string(), (text) => {
  const given = someText('a glob').parse(text);
  if (!given.ok) return given;
  // It would stand for almost every path.
  if (text.startsWith('!')) return mismatch('a glob of the paths that are meant, without "!"', text);
  if (text.startsWith('/') || text.startsWith('~') || text.split('/').includes('..')) {
    return mismatch("a glob of paths as seen from the repository's top, such as test/api/**", text);
  }
  return given;
});

/** Words that switch something on or off, as the environment and scripts write them. */
export const onOrOff: ValueType<boolean> = type(z.boolean(), (text) => {
  const word = text.trim().toLowerCase();
  if (['true', '1', 'yes', 'on'].includes(word)) return { ok: true, value: true };
  if (['false', '0', 'no', 'off'].includes(word)) return { ok: true, value: false };
  return mismatch('true or false', text);
});

/** `a, b or c` */
export function listed(words: readonly string[], conjunction: 'and' | 'or'): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} ${conjunction} ${last}`;
}

function mismatch(expected: string, text: string): { ok: false; problem: string } {
  const shown = text.length > 80 ? `${text.slice(0, 80)}...` : text;
  return { ok: false, problem: `must be ${expected}, not ${JSON.stringify(shown)}` };
}
