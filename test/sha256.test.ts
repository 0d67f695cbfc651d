import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sha256Hex as sha256HexOfNode } from '../scripts/sha256-of-node.ts';
import { sha256Hex } from '../src/core/text/sha256-hex.ts';

test('what stands in the bundle for the SHA-256 of the pure rooms gives the same', () => {
  fc.assert(
    // Halves of a character among them, which stand for no bytes.
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      expect(sha256HexOfNode(text)).toBe(sha256Hex(text));
    }),
  );
  expect(sha256HexOfNode('\ud800')).toBe(sha256Hex('\ud800'));
  // A control: another text has another.
  expect(sha256HexOfNode('a')).not.toBe(sha256Hex('b'));
});
