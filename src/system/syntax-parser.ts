import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import type { Parser, TreeCursor } from '@vscode/tree-sitter-wasm';
import type { Grammar } from '../core/syntax/language.ts';
import type { ParsedFile, SyntaxNode } from '../core/syntax/syntax-node.ts';

/** Gives the tree of a text; null where it is not in the language throughout. */
export type ParseText = (grammar: Grammar, text: string) => Promise<ParsedFile | null>;

/**
 * A parser by the grammars in `folder`, each of which is loaded when it is first needed: `<name>.wasm`, packed by brotli
 * where the name goes on with `.br`.
 */
export function createSyntaxParser(folder: string): ParseText {
  const parsers = new Map<Grammar, Promise<Parser>>();
  return async (grammar, text) => {
    const loading = parsers.get(grammar) ?? loadParser(folder, grammar);
    parsers.set(grammar, loading);
    const tree = (await loading).parse(text);
    if (tree === null) return null;
    try {
      return tree.rootNode.hasError ? null : { text, root: plainTree(tree.walk()) };
    } finally {
      tree.delete();
    }
  };
}

async function loadParser(folder: string, grammar: Grammar): Promise<Parser> {
  const { default: treeSitter } = await import('@vscode/tree-sitter-wasm');
  const wasmBinary = await readProgram(folder, 'tree-sitter');
  await treeSitter.Parser.init({ wasmBinary } as object as Parameters<typeof treeSitter.Parser.init>[0]);
  const parser = new treeSitter.Parser();
  parser.setLanguage(await treeSitter.Language.load(await readProgram(folder, `tree-sitter-${grammar}`)));
  return parser;
}

async function readProgram(folder: string, name: string): Promise<Uint8Array> {
  const packed = await readFile(join(folder, `${name}.wasm.br`)).catch(() => null);
  return packed === null ? readFile(join(folder, `${name}.wasm`)) : brotliDecompressSync(packed);
}

/** All that is read of it, so that nothing of the parser's memory is held. */
function plainTree(cursor: TreeCursor): SyntaxNode {
  const node = (): SyntaxNode => {
    const { nodeType: type, startIndex: start, endIndex: end, currentFieldName } = cursor;
    const children: SyntaxNode[] = [];
    if (cursor.gotoFirstChild()) {
      do {
        if (cursor.nodeIsNamed || cursor.currentFieldName !== null) children.push(node());
      } while (cursor.gotoNextSibling());
      cursor.gotoParent();
    }
    return { type, start, end, field: currentFieldName ?? '', children };
  };
  const root = node();
  cursor.delete();
  return root;
}
