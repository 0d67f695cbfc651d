import { argumentsOf } from './javascript-calls.ts';
import { type OtherValues, otherNumber } from './other-value.ts';
import { type ParsedFile, type SyntaxNode, textOf } from './syntax-node.ts';
import { putIn, replaced, type TextEdit } from './text-edit.ts';

export interface Given {
  file: ParsedFile;
  values: OtherValues;
  /** Where expected values stand that are others already, since the table that they come from is another one. */
  kept?: ReadonlyMap<number, unknown>;
}

/** What becomes of the arguments of an assertion that holds, so that it can't; null where they can't be told. */
export type Alter = (given: Given, call: SyntaxNode) => TextEdit[] | null;

/** An argument with something around it; null where it is not there, or spread out. What is in it stays in its place. */
function around(index: number, text: (given: Given) => readonly [before: string, after: string]): Alter {
  return (given, call) => {
    const [all, node] = [argumentsOf(call), argumentsOf(call)[index]];
    if (node === undefined || all.slice(0, index + 1).some(isSpread)) return null;
    const [before, after] = text(given);
    return [putIn(node.start, before), putIn(node.end, after)];
  };
}

const isSpread = ({ type }: SyntaxNode) => type === 'spread_element';

export const instead = (index: number, other: string | ((given: Given) => string)): Alter =>
  around(index, (given) => ['[', `, ${typeof other === 'string' ? other : other(given)}][1]`]);

const aWord = ({ values }: Given) => `'${values.word()}'`;
const aPattern = ({ values }: Given) => `/${values.word()}/`;

/** Another value of the same kind for a literal, so that what reads it reads on; a word for anything else. */
const unequal =
  (index: number): Alter =>
  (given, call) => {
    const node = argumentsOf(call)[index];
    if (node !== undefined && given.kept?.has(node.start)) return [];
    const other = node === undefined ? null : otherLiteral(textOf(given.file, node), given.values);
    return node === undefined || other === null
      ? instead(index, aWord)(given, call)
      : [replaced(node, other)];
  };

/** Another literal of the same kind; null for what is none. */
export function otherLiteral(text: string, values: OtherValues): string | null {
  if (text === 'true' || text === 'false') return text === 'true' ? 'false' : 'true';
  const quoted = /^(['"])([^'"\\\n]*)\1$/.exec(text);
  if (quoted !== null) return `${quoted[1]}${quoted[2]}${values.word()}${quoted[1]}`;
  return otherNumber(text, values);
}

/** The error that is thrown has no such message. */
const otherError =
  (index: number): Alter =>
  (given, call) => {
    const all = argumentsOf(call);
    if (all.length !== index || all.some(isSpread)) return instead(index, aPattern)(given, call);
    return [putIn(all.at(-1)?.end ?? call.start + 1, `${index === 0 ? '' : ', '}${aPattern(given)}`)];
  };

/** Twice the first value where two that differ are asked for, so that the second one is a message. */
const twice = around(0, () => ['...[', '].flatMap((value) => [value, value])']);

const oneMore: Alter = (given, call) => {
  const last = argumentsOf(call).at(-1);
  return [putIn(last?.end ?? call.start + 1, `${last === undefined ? '' : ', '}${aWord(given)}`)];
};

const noNumber = instead(0, 'NaN');
const longer = around(0, ({ values }) => ['(', `) + ${values.number(90)}`]);
const otherWord = instead(0, aWord);
const otherPattern = (index: number): Alter => instead(index, aPattern);

/** Methods of assertion modules. */
export const methods: Readonly<Record<string, Alter>> = {
  ok: instead(0, '0'),
  isOk: instead(0, '0'),
  isTrue: instead(0, 'false'),
  isFalse: instead(0, 'true'),
  equal: unequal(1),
  equals: unequal(1),
  is: unequal(1),
  same: unequal(1),
  eql: unequal(1),
  strictEqual: unequal(1),
  deepEqual: unequal(1),
  deepStrictEqual: unequal(1),
  strictSame: unequal(1),
  assertEquals: unequal(1),
  assertStrictEquals: unequal(1),
  true: instead(0, 'false'),
  false: instead(0, 'true'),
  truthy: instead(0, '0'),
  falsy: instead(0, '1'),
  notOk: instead(0, '1'),
  regex: otherPattern(1),
  assertMatch: otherPattern(1),
  assertThrows: instead(1, 'class extends Error {}'),
  assertNotEquals: twice,
  not: twice,
  notSame: twice,
  notEqual: twice,
  notStrictEqual: twice,
  notDeepEqual: twice,
  notDeepStrictEqual: twice,
  match: otherPattern(1),
  doesNotMatch: instead(1, '/(?:)/'),
  throws: otherError(1),
  rejects: otherError(1),
  doesNotThrow: instead(0, "() => { throw new Error('thrown'); }"),
  doesNotReject: instead(0, "() => Promise.reject(new Error('thrown'))"),
  ifError: instead(0, "new Error('thrown')"),
};

/** Matchers of what `expect` gives. */
export const matchers: Readonly<Record<string, Alter>> = {
  toBe: unequal(0),
  toEqual: unequal(0),
  toStrictEqual: unequal(0),
  toMatchObject: instead(0, ({ values }) => `{ ${values.word()}: 1 }`),
  equal: unequal(0),
  equals: unequal(0),
  eq: unequal(0),
  eql: unequal(0),
  toBeCloseTo: noNumber,
  closeTo: noNumber,
  toBeGreaterThan: noNumber,
  toBeGreaterThanOrEqual: noNumber,
  toBeLessThan: noNumber,
  toBeLessThanOrEqual: noNumber,
  above: noNumber,
  below: noNumber,
  toHaveLength: longer,
  lengthOf: longer,
  toHaveBeenCalledTimes: longer,
  toMatch: otherPattern(0),
  match: otherPattern(0),
  toContain: otherWord,
  toContainEqual: otherWord,
  toHaveProperty: otherWord,
  include: otherWord,
  contain: otherWord,
  property: otherWord,
  toBeInstanceOf: instead(0, 'class {}'),
  instanceof: instead(0, 'class {}'),
  instanceOf: instead(0, 'class {}'),
  toThrow: otherError(0),
  toThrowError: otherError(0),
  throw: otherError(0),
  toHaveBeenCalledWith: oneMore,
  toHaveBeenLastCalledWith: oneMore,
  toHaveBeenNthCalledWith: oneMore,
};

/** Matchers without arguments, and a value for which each does not hold. */
export const states: Readonly<Record<string, string>> = {
  toBeTruthy: '0',
  toBeFalsy: '1',
  toBeDefined: 'undefined',
  toBeUndefined: '1',
  toBeNull: '1',
  toBeNaN: '1',
  true: 'false',
  false: 'true',
  null: '1',
  undefined: '1',
  ok: '0',
  exist: 'null',
};
