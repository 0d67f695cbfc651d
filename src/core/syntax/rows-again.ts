import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { type SyntaxNode, walk } from './syntax-node.ts';

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
  /**
   * Of loops whose rows can be gone through twice, since what is asked for depends on the row, and is asked for at once: a
   * loop around tests would make each of them twice.
   */
  again: Map<number, RowsAgain>;
}

/** Whether a place in the body of a loop is come to only once something calls it, which may be behind the loop. */
export function isCalledLater(body: SyntaxNode, at: number): boolean {
  let found = false;
  walk(body, ({ type, start, end }) => {
    if (at < start || at >= end) return false;
    if (
      /^(arrow_function|function_expression|function|generator_function|function_declaration|method_definition|function_definition|class_definition|lambda)$/.test(
        type,
      )
    )
      found = true;
    return !found;
  });
  return found;
}

/** In no form in which a program would look for a result in the text. */
export const hexOf = (text: string): string => bytesToHex(utf8ToBytes(text));
