import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const path = resolve(import.meta.dirname, '../../dist/index.js');

/** The built library: what a program imports as `proofloop`. */
export const library: typeof import('../../src/index.ts') = await import(
  /* @vite-ignore */ pathToFileURL(path).href
);
