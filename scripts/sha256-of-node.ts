import { hash } from 'node:crypto';

/** As `src/core/text/sha256-hex.ts`, whose place it takes in the program's bundle. */
export function sha256Hex(text: string): string {
  return hash('sha256', text);
}

/** A bundler plugin: puts node's SHA-256 in the place of the one that the pure rooms have, which import nothing of node. */
export function hashesOfNode() {
  return {
    name: 'hashes-of-node',
    resolveId(source: string) {
      return source.endsWith('/sha256-hex.ts') ? import.meta.filename : null;
    },
  };
}
