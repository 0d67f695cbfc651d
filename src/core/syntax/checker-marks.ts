import type { ParsedFile } from './syntax-node.ts';
import { putIn, type TextEdit } from './text-edit.ts';

// What stands before the tests in a command, a linter or a formatter, must not have a say in what is altered: it would
// stop the command before a test has run, and nothing could be shown of it.

/** Of eslint, its kin, Biome and Deno; formatters that leave out a statement are told before each. */
export const scriptMarks =
  '/* eslint-disable */ /* tslint:disable */ /* dprint-ignore-file */ /* biome-ignore-all lint: altered */ /* biome-ignore-all format: altered */ /* biome-ignore-all assist: altered */';

/** Prettier leaves the next statement as it is. */
export const unformattedScript = '/* prettier-ignore */ ';

/** Of Black, Ruff and YAPF, isort, Pylint, Flake8 and mypy. */
export const pythonMarks = `# fmt: off
# yapf: disable
# isort: skip_file
# pylint: skip-file
# flake8: noqa
# ruff: noqa
# mypy: ignore-errors
`;

/** Of RuboCop. */
export const rubyMarks = '# rubocop:disable all\n';

/** Of ClangFormat. */
export const cppMarks = '/* clang-format off */\n';

/** Of Clippy and rustfmt, for the item that follows. */
const unformattedItem = '#[allow(clippy::all)] #[rustfmt::skip] ';

/** Before each statement at the top of a script in which something is altered. */
export function unformattedStatements(file: ParsedFile, edits: readonly TextEdit[]): TextEdit[] {
  return markedTops(file, edits, /statement|declaration/, unformattedScript);
}

/** Before each item at the top of a Rust file in which something is altered. */
export function unformattedItems(file: ParsedFile, edits: readonly TextEdit[]): TextEdit[] {
  return markedTops(file, edits, /_item$/, unformattedItem);
}

function markedTops(
  { root }: ParsedFile,
  edits: readonly TextEdit[],
  kinds: RegExp,
  mark: string,
): TextEdit[] {
  const tops = root.children.filter(
    ({ type, start, end }) =>
      kinds.test(type) &&
      !type.startsWith('attribute') &&
      edits.some((edit) => edit.start >= start && edit.end <= end),
  );
  return tops.map(({ start }) => putIn(start, mark));
}
