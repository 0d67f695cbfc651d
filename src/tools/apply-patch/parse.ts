/** One line of a chunk, without its ' ', '-' or '+'. */
export interface ChunkLine {
  kind: 'context' | 'removed' | 'added';
  text: string;
}

/** A run of lines of an updated file, with what becomes of each. */
export interface Chunk {
  /** Line of the patch on which the chunk starts, from 1. */
  line: number;
  /** The line of the file, after `@@`, below which the chunk is looked for; null where there is none. */
  anchor: string | null;
  /** Never empty. */
  lines: ChunkLine[];
  /** Whether `*** End of File` pins the chunk to the end of the file. */
  atEnd: boolean;
}

/** What the patch does to one file. `line` is the header's line of the patch, from 1; paths are as written. */
export type Hunk =
  | { kind: 'add'; path: string; line: number; lines: string[] }
  | { kind: 'delete'; path: string; line: number }
  | { kind: 'update'; path: string; line: number; moveTo: string | null; chunks: Chunk[] };

type UpdateHunk = Extract<Hunk, { kind: 'update' }>;

/** At least one hunk, or the reason (a sentence without its full stop) why the text is not a patch. */
export type ParsedPatch = { ok: true; hunks: Hunk[] } | { ok: false; reason: string };

const headerNames = { add: 'Add File', delete: 'Delete File', update: 'Update File' } as const;

/** Names a hunk for a person: its number in the patch (from 1), its header and its line. */
export function describeHunk(hunk: Hunk, number: number): string {
  return `hunk ${number} (line ${hunk.line} of the patch, "*** ${headerNames[hunk.kind]}: ${hunk.path}")`;
}

/** Reads the text from `*** Begin Patch` to `*** End Patch`, or to its end where that alone is missing; a heredoc around it is taken off. */
export function parsePatch(text: string): ParsedPatch {
  if (!text.isWellFormed()) {
    return { ok: false, reason: 'it holds half of a surrogate pair, which no file can store as UTF-8' };
  }
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  let [first, last] = withoutBlankEnds(lines, 0, lines.length - 1);
  if (isHeredoc(lines[first], lines[last])) [first, last] = withoutBlankEnds(lines, first + 1, last - 1);
  if (lines[first]?.trim() !== '*** Begin Patch') {
    return { ok: false, reason: 'its first line must be "*** Begin Patch"' };
  }
  const isEnded = lines[last]?.trim() === '*** End Patch';
  if (!isEnded && lines.slice(first, last).some((line) => line.trimEnd() === '*** End Patch')) {
    return { ok: false, reason: 'its last line must be "*** End Patch"' };
  }
  const start = lines[first + 1]?.trim().startsWith('*** Environment ID:') ? first + 2 : first + 1;
  return parseHunks(lines, start, isEnded ? last : last + 1);
}

function parseHunks(lines: readonly string[], start: number, end: number): ParsedPatch {
  const hunks: Hunk[] = [];
  for (const [offset, line] of lines.slice(start, end).entries()) {
    const reason = takeLine(hunks, line, start + offset + 1);
    if (reason !== null) return { ok: false, reason: inLastHunk(hunks, reason) };
  }
  const reason = whyIncomplete(hunks.at(-1));
  if (reason !== null) return { ok: false, reason: inLastHunk(hunks, reason) };
  if (hunks.length === 0) return { ok: false, reason: 'it has no hunks, so there is nothing to do' };
  return { ok: true, hunks };
}

function inLastHunk(hunks: readonly Hunk[], reason: string): string {
  const hunk = hunks.at(-1);
  return hunk ? `${describeHunk(hunk, hunks.length)}: ${reason}` : reason;
}

/** Takes one line into the last hunk, or starts the next one with it; returns the reason where it fits nowhere. */
function takeLine(hunks: Hunk[], line: string, number: number): string | null {
  const hunk = hunks.at(-1);
  if (hunk?.kind === 'add' && line.startsWith('+')) {
    hunk.lines.push(line.slice(1));
    return null;
  }
  if (hunk?.kind === 'update' && !startsHunk(hunk, line)) return takeUpdateLine(hunk, line, number);
  if (line.trim() === '') return null;
  const next = parseHeader(line.trim(), number);
  if (next === null) {
    return (
      `line ${number} of the patch is not a hunk header: "${line}"; ` +
      'a header is "*** Add File: <path>", "*** Delete File: <path>" or "*** Update File: <path>"' +
      (hunk?.kind === 'add' ? ', and each line of an added file starts with "+"' : '')
    );
  }
  const reason = whyIncomplete(hunk);
  if (reason === null) hunks.push(next);
  return reason;
}

function parseHeader(line: string, number: number): Hunk | null {
  const [, name, rest = ''] = /^\*\*\* (Add|Delete|Update) File:(.*)$/.exec(line) ?? [];
  const path = rest.trim();
  if (name === 'Add') return { kind: 'add', path, line: number, lines: [] };
  if (name === 'Delete') return { kind: 'delete', path, line: number };
  if (name === 'Update') return { kind: 'update', path, line: number, moveTo: null, chunks: [] };
  return null;
}

/** Inside a chunk a padded marker is a context line, so only there must a header stand at the line's start. */
function startsHunk(hunk: UpdateHunk, line: string): boolean {
  const text = openChunk(hunk) ? line : line.trim();
  return text.startsWith('***') && !/^\*\*\* (End of File\s*$|Move to:)/.test(text);
}

function openChunk(hunk: UpdateHunk): Chunk | null {
  const chunk = hunk.chunks.at(-1);
  return chunk && !chunk.atEnd ? chunk : null;
}

function takeUpdateLine(hunk: UpdateHunk, line: string, number: number): string | null {
  const chunk = openChunk(hunk);
  if (/^@@(\s|$)/.test(line)) {
    if (chunk?.lines.length === 0) return emptyChunk(chunk);
    const anchor = line.slice(3);
    hunk.chunks.push({ line: number, anchor: anchor.trim() ? anchor : null, lines: [], atEnd: false });
    return null;
  }
  if (chunk && /^\*\*\* End of File\s*$/.test(line)) {
    chunk.atEnd = true;
    return chunk.lines.length === 0 ? emptyChunk(chunk) : null;
  }
  if (!chunk && line.trim() === '') return null;
  if (hunk.chunks.length === 0 && hunk.moveTo === null && line.trim().startsWith('*** Move to:')) {
    hunk.moveTo = line.trim().slice('*** Move to:'.length).trim();
    return null;
  }
  const parsed = parseChunkLine(line);
  if (parsed && chunk) chunk.lines.push(parsed);
  else if (parsed && hunk.chunks.length === 0) {
    hunk.chunks.push({ line: number, anchor: null, lines: [parsed], atEnd: false });
  } else if (parsed) return `line ${number} of the patch must start a chunk with "@@": "${line}"`;
  else {
    return (
      `line ${number} of the patch is no line of a chunk: "${line}"; ` +
      'each must start with " " (context), "-" (removed) or "+" (added), and each further chunk with "@@"'
    );
  }
  return null;
}

function parseChunkLine(line: string): ChunkLine | null {
  if (line === '') return { kind: 'context', text: '' };
  const text = line.slice(1);
  if (line.startsWith(' ')) return { kind: 'context', text };
  if (line.startsWith('-')) return { kind: 'removed', text };
  if (line.startsWith('+')) return { kind: 'added', text };
  return null;
}

function whyIncomplete(hunk: Hunk | undefined): string | null {
  if (hunk?.kind !== 'update') return null;
  const chunk = hunk.chunks.at(-1);
  if (!chunk) {
    const hint = hunk.moveTo === null ? '' : '; to move the file as it is, give one of its lines as context';
    return `the update has no lines, so there is nothing to change${hint}`;
  }
  return chunk.lines.length === 0 ? emptyChunk(chunk) : null;
}

function emptyChunk(chunk: Chunk): string {
  return `the chunk on line ${chunk.line} of the patch has no lines; only one "@@" line may stand above a chunk`;
}

function isHeredoc(first: string | undefined, last: string | undefined): boolean {
  const word = /^<<(['"]?)(\w+)\1$/.exec(first?.trim() ?? '')?.[2];
  return word !== undefined && last?.trim() === word;
}

function withoutBlankEnds(lines: readonly string[], from: number, to: number): [first: number, last: number] {
  let [first, last] = [from, to];
  while (first < last && lines[first]?.trim() === '') first++;
  while (last > first && lines[last]?.trim() === '') last--;
  return [first, last];
}
