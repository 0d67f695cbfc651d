/**
 * A name as the text of a file has it: pieces of it, between which anything may stand. One piece is the whole name.
 */
export type NamePattern = readonly string[];

export type TestNames = readonly (NamePattern | null)[];

/** A test of a file whose demands were altered. */
export interface AlteredTest {
  /** Of the suites around it, outermost first, and of the test; null stands for whatever suites there are. */
  names: TestNames;
  /** How many of its expectations are others now; with none it only ends in a failure. */
  expectations: number;
  /** However it ends, it must fail. */
  mustFail: boolean;
}

/** A file with other expectations, and its tests. */
export interface AlteredFile {
  text: string;
  tests: readonly AlteredTest[];
}

export const anyName: NamePattern = ['', ''];

/** Those of the ids, each without its file, that stand for an altered test and for no other. */
export function alteredIds(ids: readonly string[], tests: readonly AlteredTest[]): string[] {
  const patterns = tests.map(({ names, mustFail }) => ({ mustFail, pieces: piecesOf(names) }));
  return ids.filter((id) => {
    const plain = id.replace(/ \(\d+\)$/, '');
    const meant = patterns.filter(({ pieces }) =>
      pieces.some((one) => matches(id, one) || (plain !== id && matches(plain, one))),
    );
    return meant.length > 0 && meant.every(({ mustFail }) => mustFail);
  });
}

/** All names as one pattern, or as two where suites may stand before them. */
function piecesOf(names: TestNames): NamePattern[] {
  const known = names.filter((name) => name !== null);
  const pieces = known.reduce<NamePattern>((before, name) => {
    const [first = '', ...rest] = name.map(onOneLine);
    if (before.length === 0) return [first, ...rest];
    return [...before.slice(0, -1), `${before.at(-1)} > ${first}`, ...rest];
  }, []);
  return known.length === names.length
    ? [pieces]
    : [pieces, ['', ` > ${pieces[0] ?? ''}`, ...pieces.slice(1)]];
}

/** Each piece at the first place where it may stand, so that the time goes by the lengths alone. */
function matches(name: string, pieces: NamePattern): boolean {
  const [first = '', ...rest] = pieces;
  const last = rest.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = name.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}

/** As ids have it. */
const onOneLine = (text: string) => text.replaceAll(/\s*[\p{Cc}\p{Zl}\p{Zp}]+\s*/gu, ' ');
