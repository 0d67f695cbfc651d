/** A part of a build file that decides how it is tested. */
export interface BuildPart {
  /** What it is about, as its place in the file: another version of it has the same. */
  slot: string;
  start: number;
  end: number;
}

/** The parts of a text, in their order, none within another; null where it can't be read. */
export type ReadParts = (text: string) => BuildPart[] | null;

/**
 * The candidate's text with the base's parts: changed ones as in the base, added ones gone, removed ones where `insert`
 * puts all of them, which gives null where it knows no place. The candidate's own text where no part differs, and the
 * base's where one of the two can't be read.
 */
export function restoreParts(
  base: string,
  candidate: string,
  read: ReadParts,
  insert: (text: string, parts: readonly string[]) => string | null,
): string {
  const [wanted, found] = [read(base), read(candidate)];
  if (wanted === null || found === null) return base;
  // Taken from their ends.
  const texts = Map.groupBy(wanted.toReversed(), ({ slot }) => slot);
  const pieces: string[] = [];
  let taken = 0;
  for (const { slot, start, end } of found) {
    const own = candidate.slice(start, end);
    const part = texts.get(slot)?.pop();
    const other = part === undefined ? '' : base.slice(part.start, part.end);
    pieces.push(candidate.slice(taken, start), sameWords(own, other) ? own : other);
    taken = end;
  }
  pieces.push(candidate.slice(taken));
  const text = pieces.join('');
  const left = new Set([...texts.values()].flat());
  const removed = wanted.filter((part) => left.has(part)).map(({ start, end }) => base.slice(start, end));
  return removed.length === 0 ? text : (insert(text, removed) ?? base);
}

/** Puts the parts at the end, each in lines of its own. */
export const insertAtEnd = (text: string, parts: readonly string[]): string =>
  [text.trimEnd(), ...parts, ''].join('\n');

const sameWords = (one: string, other: string) => plain(one) === plain(other);
const plain = (text: string) =>
  text
    .split(/\s+/)
    .join(' ')
    .replaceAll(/ ?([(){}<>,;]) ?/g, '$1');

/** Where a run of brackets that opens at `at` is closed, strings and comments left out; -1 where it is not. */
export function closingOf(
  text: string,
  at: number,
  literalEnd: (text: string, at: number) => number,
): number {
  const close = text[at] === '(' ? ')' : '}';
  const open = text[at];
  let depth = 0;
  for (let index = at; index < text.length; ) {
    const end = literalEnd(text, index);
    if (end > index) {
      index = end;
      continue;
    }
    if (text[index] === open) depth += 1;
    if (text[index] === close) depth -= 1;
    index += 1;
    if (depth === 0) return index;
  }
  return -1;
}
