import { type TomlStatement, tomlStatements } from './toml-statements.ts';

/** Whether the part of a manifest below this key is the base's. */
export type ProtectsKey = (path: readonly string[]) => boolean;

/** A protected piece of a manifest: a table with its pairs, or one pair of a table that is free. */
interface ProtectedPart {
  /** Takes the place of the other manifest's part with this id. */
  id: string;
  text: string;
  start: number;
  end: number;
  /** Header of a table; for a single pair that of the table it stands in, '' for the top. */
  header: string;
  isPair: boolean;
}

/** The candidate's manifest with the base's protected parts; the base's whole where the candidate's can't be read. */
export function restoreToml(base: string | null, candidate: string, protects: ProtectsKey): string | null {
  const wanted = protectedParts(base ?? '', protects);
  const found = protectedParts(candidate, protects);
  if (wanted === null || found === null) return base;
  if (isSame(wanted, found)) return candidate;

  const ownTexts = new Map(wanted.toReversed().map((part) => [part.id, part.text]));
  const pieces: string[] = [];
  let taken = 0;
  for (const { id, start, end } of found) {
    const own = ownTexts.get(id);
    pieces.push(candidate.slice(taken, start), own === undefined ? '' : `${own}\n`);
    taken = end;
  }
  const present = new Set(found.map(({ id }) => id));
  const missing = wanted.filter(({ id }) => !present.has(id));
  // Each one is put into a text that is read anew.
  if (missing.length > mostInserted) return base;
  const text = missing.reduce(insertPart, pieces.join('') + candidate.slice(taken));
  // Where the two do not fit together, as with one table written in two ways, the base's is what can be relied on.
  const now = protectedParts(text, protects);
  return now !== null && isSame(now, wanted) ? text : base;
}

/** Nobody takes more parts out of a manifest. */
const mostInserted = 100;

function isSame(a: readonly ProtectedPart[], b: readonly ProtectedPart[]): boolean {
  const facts = (parts: readonly ProtectedPart[]) => parts.map(({ id, text }) => `${id}\n${text}`).toSorted();
  return JSON.stringify(facts(a)) === JSON.stringify(facts(b));
}

function protectedParts(text: string, protects: ProtectsKey): ProtectedPart[] | null {
  const statements = tomlStatements(text);
  if (statements === null) return null;
  const parts: ProtectedPart[] = [];
  const searched = { pairs: 0 };
  let whole: ProtectedPart | null = null;
  for (const { statement, header } of withHeaders(statements)) {
    const { kind, path, start, end } = statement;
    const content = text.slice(start, end).trim();
    if (kind !== 'pair') {
      whole = protects(path) ? { id: header, text: content, start, end, header, isPair: false } : null;
      if (whole !== null) parts.push(whole);
    } else if (whole !== null) {
      whole.text += `\n${content}`;
      whole.end = end;
    } else if (protects(path) || holdsProtected({ path, searched }, content, protects)) {
      const id = `${header} ${writeKey(path)}`;
      parts.push({ id, text: content, start, end, header, isPair: true });
    }
  }
  return parts;
}

/** Each statement with the header of its table, numbered where it is one of an array; '' for the top. */
function withHeaders(statements: readonly TomlStatement[]): { statement: TomlStatement; header: string }[] {
  const counts = new Map<string, number>();
  let header = '';
  return statements.map((statement) => {
    const { kind, path } = statement;
    if (kind === 'table') header = `[${writeKey(path)}]`;
    if (kind === 'array-of-tables') {
      const name = `[[${writeKey(path)}]]`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
      header = `${name} ${counts.get(name)}`;
    }
    return { statement, header };
  });
}

const writeKey = (path: readonly string[]) =>
  path.map((part) => (/^[\w-]+$/.test(part) ? part : JSON.stringify(part))).join('.');

/** A value with more words than that is not searched, but protected as it is; and so is one after so many of them. */
const wordsMax = 500;
const pairsMax = 2_000_000;

/** Whether the value holds an inline table in which something protected may stand. */
function holdsProtected(
  { path, searched }: { path: readonly string[]; searched: { pairs: number } },
  content: string,
  protects: ProtectsKey,
): boolean {
  if (!content.includes('{')) return false;
  const words = [...new Set([...content.matchAll(/[\w-]+/g)].map(([word]) => word))];
  searched.pairs += words.length ** 2;
  if (words.length > wordsMax || searched.pairs > pairsMax) return true;
  return words.some(
    (first) => protects([...path, first]) || words.some((second) => protects([...path, first, second])),
  );
}

/** Puts a table at the end of the file, and a pair at the end of its table. */
function insertPart(text: string, { header, text: content, isPair }: ProtectedPart): string {
  const ended = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  if (!isPair) return `${ended}${ended === '' ? '' : '\n'}${content}\n`;
  const table = withHeaders(tomlStatements(ended) ?? []).filter((entry) => entry.header === header);
  const at = table.at(-1)?.statement.end ?? (header === '' ? 0 : null);
  if (at !== null) return `${ended.slice(0, at)}${content}\n${ended.slice(at)}`;
  return `${ended}\n${header.replace(/ \d+$/, '')}\n${content}\n`;
}
