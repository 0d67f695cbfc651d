import { keepsTestModulesOf, withTestModulesOf } from '../../core/protected/rust-tests.ts';
import { decodeText, encodeText } from './tree-texts.ts';

/** A Rust file with the test modules of another version of it, all of them bytes. */
export interface RustMix {
  text: string;
  /** Whether a test module of the other version had been changed or removed. */
  hasLost: boolean;
}

/** `testsOf` is '' for a file of which there is no other version. */
export function mixRust(testsOf: string, program: string): RustMix {
  const [tests, text] = [decodeText(testsOf), decodeText(program)];
  if (tests === null || text === null) return { text: program, hasLost: false };
  return { text: encodeText(withTestModulesOf(tests, text)), hasLost: !keepsTestModulesOf(tests, text) };
}
