import { plainLine } from './plain-text.ts';

/** A text that a person decides about, on one line: as it is, or with all that would not be seen written as escapes. */
export function exactLine(text: string): string {
  if (plainLine(text) === text) return text;
  return JSON.stringify(text).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
