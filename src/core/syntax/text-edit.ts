import type { SyntaxNode } from './syntax-node.ts';

/** A text that takes the place of another one; one of no length is put in. */
export interface TextEdit {
  start: number;
  end: number;
  text: string;
}

export const replaced = ({ start, end }: SyntaxNode, text: string): TextEdit => ({ start, end, text });

export const putIn = (at: number, text: string): TextEdit => ({ start: at, end: at, text });

/**
 * The text with all edits made, none of which overlap; of several at one place the first given comes first. What is put
 * in stands before what is replaced there.
 */
export function withEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
  const parts: string[] = [];
  let at = 0;
  for (const { start, end, text: added } of ordered) {
    parts.push(text.slice(at, start), added);
    at = end;
  }
  return parts.join('') + text.slice(at);
}
