import { decodedText } from './lines.ts';

/** How two lines are compared, from the strictest way to the loosest; the first one that finds a place wins. */
const comparisons: readonly ((bytes: string) => string)[] = [
  (bytes) => bytes,
  (bytes) => decodedText(bytes).trimEnd(),
  (bytes) => decodedText(bytes).trim(),
  (bytes) => foldPunctuation(decodedText(bytes)).trim(),
];

/**
 * Index of the first line at or after `from` where all the wanted lines stand one after another, or null. With
 * `atEnd` only the end of the file counts. Lines are bytes without line break, one character a byte.
 */
export function locateLines(
  lines: readonly string[],
  wanted: readonly string[],
  from: number,
  atEnd: boolean,
): number | null {
  const last = lines.length - wanted.length;
  const first = atEnd ? Math.max(from, last) : from;
  if (first > last) return null;
  for (const comparable of comparisons) {
    const there = lines.slice(first).map(comparable);
    const sought = wanted.map(comparable);
    for (let offset = 0; offset <= last - first; offset++) {
      if (sought.every((line, index) => line === there[offset + index])) return first + offset;
    }
  }
  return null;
}

/** Typographic dashes, quotation marks and spaces as their ASCII likeness. */
function foldPunctuation(text: string): string {
  return text
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[\u2018-\u201b]/g, "'")
    .replace(/[\u201c-\u201f]/g, '"')
    .replace(/[\u00a0\u2002-\u200a\u202f\u205f\u3000]/g, ' ');
}
