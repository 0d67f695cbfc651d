import { sha256 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sha256 as sha256OfNode } from '../scripts/sha256-of-node.ts';

test('what stands in the bundle for the SHA-256 of the pure rooms gives the same', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(Buffer.from(sha256OfNode(bytes))).toEqual(Buffer.from(sha256(bytes)));
    }),
  );
  // A control: another text has another.
  expect(Buffer.from(sha256OfNode(Buffer.from('a')))).not.toEqual(Buffer.from(sha256(Buffer.from('b'))));
});
