import { hash } from 'node:crypto';

/**
 * Stands in the program's bundle for the SHA-256 of `@noble/hashes`: the same digest in a seventh of the time. The rooms that
 * hash with it import nothing of node, and in a browser they have the other.
 */
export function sha256(bytes: Uint8Array): Uint8Array {
  return hash('sha256', bytes, 'buffer');
}
