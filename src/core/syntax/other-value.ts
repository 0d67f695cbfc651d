import { sha256Hex } from '../text/sha256-hex.ts';

/** Values that a program can't foresee: the same seed gives the same ones, in their order. */
export interface OtherValues {
  /** A name that stands nowhere else. */
  name: string;
  /** A word that stands nowhere else, another one each time. */
  word: () => string;
  /** From 1 to `most`. */
  number: (most: number) => number;
}

export function otherValues(seed: string, path: string): OtherValues {
  let count = 0;
  const next = () => {
    count += 1;
    return sha256Hex(JSON.stringify([seed, path, count]));
  };
  return {
    name: `q${next().slice(0, 12)}`,
    word: () => `w${next().slice(0, 10)}`,
    number: (most) => 1 + (Number.parseInt(next().slice(0, 8), 16) % most),
  };
}

/** Another number in the same notation, which any type of number holds that holds the given one; null for odd ones. */
export function otherNumber(text: string, values: OtherValues): string | null {
  if (!/^\d{1,15}$/.test(text)) return /^\d+\.\d+$/.test(text) ? `${values.number(90) + 9}${text}` : null;
  const number = Number(text);
  return String(number === 0 ? values.number(100) : number - values.number(Math.min(number, 100)));
}

/** Another text of the same length: its letters and digits are others; null for one that has none. */
export function otherLetters(text: string, values: OtherValues): string | null {
  const shift = values.number(8);
  const turned = (letter: string, first: string, count: number) =>
    String.fromCharCode(first.charCodeAt(0) + ((letter.charCodeAt(0) - first.charCodeAt(0) + shift) % count));
  // What follows on a backslash or a percent sign has a meaning.
  const other = text.replaceAll(
    /\\(?:x..|u\{[^}]*\}|u.{4}|U.{8}|[0-7]{1,3}|.)|%.|\{[^}]*\}|[a-z]|[A-Z]|\d/g,
    (part) => {
      if (part.length > 1) return part;
      if (/\d/.test(part)) return turned(part, '0', 10);
      return /[a-z]/.test(part) ? turned(part, 'a', 26) : turned(part, 'A', 26);
    },
  );
  return other === text ? null : other;
}
