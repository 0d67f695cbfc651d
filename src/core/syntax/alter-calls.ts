import type { AlteredFile } from './altered-test.ts';
import { rubyMarks } from './checker-marks.ts';
import type { OtherValues } from './other-value.ts';
import { childAt, contentsOf, type ParsedFile, type SyntaxNode, textOf, walk } from './syntax-node.ts';
import { putIn, type TextEdit, withEdits } from './text-edit.ts';

/** How a language calls what asserts something. */
interface CallingLanguage {
  calls: RegExp;
  /** The field of a call that holds the name of what is called. */
  name: RegExp;
  /** Arguments that can't be taken for one value. */
  odd: RegExp;
  /** Which argument is expected, by the name of what is called. */
  expected: Readonly<Record<string, number>>;
  /** The first argument must hold, or must not. */
  truth: RegExp;
  /** The first argument is a class of errors; what no program raises. */
  raises: RegExp;
  otherError: (word: string) => string;
}

/**
 * Makes what assertions expect others: a value becomes the first of a pair, which nothing equals that was equal to it.
 * The tests are those that fail so at the base.
 */
function alterCalls(
  file: ParsedFile,
  values: OtherValues,
  language: CallingLanguage,
  marks: readonly TextEdit[] = [],
): AlteredFile {
  const edits: TextEdit[] = [];
  walk(file.root, (node) => {
    const edit = language.calls.test(node.type) ? otherCall({ file, values, language }, node) : [];
    edits.push(...edit);
    // What is in an altered argument stays as it is.
    return edit.length === 0;
  });
  return { text: edits.length === 0 ? file.text : withEdits(file.text, [...marks, ...edits]), tests: [] };
}

interface Given {
  file: ParsedFile;
  values: OtherValues;
  language: CallingLanguage;
}

function otherCall({ file, values, language }: Given, call: SyntaxNode): TextEdit[] {
  const called = call.children.find(({ field }) => language.name.test(field));
  const list = childAt(call, 'arguments');
  if (called === undefined || list === null) return [];
  const name = textOf(file, called);
  const at = Object.hasOwn(language.expected, name) ? (language.expected[name] ?? 0) : 0;
  const argument = contentsOf(list)[at];
  const [inner] = argument?.children ?? [];
  if (argument === undefined || childAt(argument, 'name') !== null) return [];
  if ([argument, inner].some((node) => node !== undefined && language.odd.test(node.type))) return [];
  if (Object.hasOwn(language.expected, name))
    return [putIn(argument.start, '['), putIn(argument.end, `, '${values.word()}']`)];
  if (language.truth.test(name)) return [putIn(argument.start, '!('), putIn(argument.end, ')')];
  if (!language.raises.test(name)) return [];
  return [{ start: argument.start, end: argument.end, text: language.otherError(values.word()) }];
}

const ruby: CallingLanguage = {
  calls: /^call$/,
  name: /^method$/,
  odd: /^(pair|splat_argument|hash_splat_argument|block_argument|forward_argument)$/,
  expected: {
    ...{ eq: 0, eql: 0, equal: 0, be: 0, match_array: 0, contain_exactly: 0 },
    ...{ assert_equal: 0, assert_same: 0, must_equal: 0, must_be_same_as: 0 },
  },
  truth: /^(assert|refute)$/,
  raises: /^(raise_error|assert_raises|must_raise)$/,
  otherError: () => 'Class.new(StandardError)',
};

/** RSpec and minitest. */
export function alterRuby(file: ParsedFile, values: OtherValues): AlteredFile {
  const first = file.root.children.find(({ type }) => type !== 'comment');
  return alterCalls(file, values, ruby, first === undefined ? [] : [putIn(first.start, rubyMarks)]);
}

const php: CallingLanguage = {
  calls: /^(member|nullsafe_member|scoped|function)_call_expression$/,
  name: /^(name|function)$/,
  odd: /^(variadic_unpacking|variadic_placeholder)$/,
  expected: {
    assertSame: 0,
    assertEquals: 0,
    assertEqualsCanonicalizing: 0,
    toBe: 0,
    toEqual: 0,
    toEqualCanonicalizing: 0,
  },
  truth: /^assert(True|False)$/,
  raises: /^expectException$/,
  otherError: (word) => `'Other${word}'`,
};

/** PHPUnit and Pest. */
export const alterPhp = (file: ParsedFile, values: OtherValues): AlteredFile => alterCalls(file, values, php);
