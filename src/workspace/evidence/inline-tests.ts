import {
  keepsExamplesOf,
  pythonItems,
  type ReadItems,
  rustItems,
  withExamplesOf,
} from '../../core/protected/documented-items.ts';
import { keepsInSourceTestsOf, withInSourceTestsOf } from '../../core/protected/in-source-tests.ts';
import { keepsTestModulesOf, withTestModulesOf } from '../../core/protected/rust-tests.ts';
import { type PathBytes, textPath } from '../git/path-bytes.ts';
import { decodeText, encodeText } from './tree-texts.ts';

/** A source file with the tests that stand within another version of it, all of them bytes. */
export interface InlineMix {
  text: string;
  /** Whether a test of the other version had been changed or removed. */
  hasLost: boolean;
}

const rust = /\.rs$/;
const itemsOf: readonly (readonly [RegExp, ReadItems])[] = [
  [rust, rustItems],
  [/\.pyi?$/, pythonItems],
];

const script = /\.[cm]?[jt]sx?$/;

/** Whether tests can stand within a file beside the program. */
export const mayHoldTests = (path: PathBytes): boolean =>
  script.test(textPath(path)) || itemsOf.some(([ending]) => ending.test(textPath(path)));

/** The tests are Rust's test modules, vitest's blocks within a script, and the examples of documentation. `testsOf` is '' where there is no other version. */
export function mixInline(path: PathBytes, testsOf: string, program: string): InlineMix {
  const [tests, text] = [decodeText(testsOf), decodeText(program)];
  if (tests !== null && text !== null && script.test(textPath(path)))
    return {
      text: encodeText(withInSourceTestsOf(tests, text)),
      hasLost: !keepsInSourceTestsOf(tests, text),
    };
  const items = itemsOf.find(([ending]) => ending.test(textPath(path)))?.[1];
  if (tests === null || text === null || items === undefined) return { text: program, hasLost: false };
  const hasModules = rust.test(textPath(path));
  const withModules = hasModules ? withTestModulesOf(tests, text) : text;
  return {
    text: encodeText(withExamplesOf(tests, withModules, items)),
    hasLost: !keepsExamplesOf(tests, text, items) || (hasModules && !keepsTestModulesOf(tests, text)),
  };
}
