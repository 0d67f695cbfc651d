import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { SyntaxNode } from './syntax-node.ts';

/** A table whose rows say other results now, and what they said before. */
export interface RowsAgain {
  table: SyntaxNode;
  /** The place or the name of the result in each row. */
  part: number | string;
  /** A list of all results in the order of the rows: a literal of Python, or JSON. */
  results: string;
}

/** Tables that say other results, by where their loops begin. */
export interface OtherRows<Edit> {
  edits: Edit[];
  /** Where the assertions that ask for these results stand, which stay as they are, and where their loops begin. */
  kept: Map<number, number>;
  /** Of loops whose rows can be gone through twice, since what is asked for depends on the row alone. */
  again: Map<number, RowsAgain>;
}

/** In no form in which a program would look for a result in the text. */
export const hexOf = (text: string): string => bytesToHex(utf8ToBytes(text));
