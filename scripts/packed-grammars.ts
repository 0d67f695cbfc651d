import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

const folder = join(import.meta.dirname, '../node_modules/@vscode/tree-sitter-wasm/wasm');

/** Of all that the package has, what test files are parsed with, and the parser itself. */
const names = [
  ...['javascript', 'typescript', 'tsx', 'python', 'go', 'rust', 'java', 'cpp', 'c-sharp'],
  ...['ruby', 'php'],
].map((name) => `tree-sitter-${name}`);

/** The part of a bundler's plugin context that is used here. */
interface Emitter {
  emitFile(file: { type: 'asset'; fileName: string; source: Uint8Array }): string;
}

/** A bundler plugin: puts the grammars beside the bundle, each packed to a tenth of its size. */
export function packedGrammars() {
  return {
    name: 'packed-grammars',
    async generateBundle(this: Emitter) {
      for (const name of ['tree-sitter', ...names]) {
        const program = await readFile(join(folder, `${name}.wasm`));
        const source = brotliCompressSync(program, {
          params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 22 },
        });
        this.emitFile({ type: 'asset', fileName: `grammars/${name}.wasm.br`, source });
      }
    },
  };
}
