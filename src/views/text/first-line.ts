import { plainLine } from './plain-text.ts';

/** The first line of a text that has words on it. */
export function firstLine(text: string): string {
  return plainLine(text.trim().split(/\r\n?|\n/)[0] ?? '');
}
