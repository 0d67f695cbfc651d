import { byteString, joinLines, splitLines, type TextLine, usualBreak } from './lines.ts';
import { locateLines } from './locate.ts';
import type { Chunk, ChunkLine } from './parse.ts';
import { addedBytes } from './unreadable-bytes.ts';

/** The file's new bytes, or the reason (without its full stop) why a chunk has no place in the file. */
export type EditedFile = { ok: true; bytes: Buffer } | { ok: false; reason: string };

/** What stands in the file from `start` on for `count` lines makes room for `lines`. */
interface Splice {
  start: number;
  count: number;
  lines: TextLine[];
}

type Placed = { ok: true; splice: Splice; next: number } | { ok: false; reason: string };

const byteOrderMark = '\ufeff';

/**
 * Applies the chunks, in the order of the file, to its bytes. Bytes that no '-' or '+' line stands for are kept as
 * they are: the file's own context lines, invalid UTF-8, line breaks, a byte order mark, a missing last line break.
 */
export function editFile(original: Buffer, chunks: readonly Chunk[]): EditedFile {
  const content = original.toString('latin1');
  const mark = keptMark(content, chunks);
  const lines = splitLines(content.slice(mark.length));
  const present = lines.map((line) => line.bytes);
  const splices: Splice[] = [];
  let from = 0;
  for (const [index, chunk] of chunks.entries()) {
    const placed = placeChunk(lines, present, chunk, from);
    if (!placed.ok) {
      return { ok: false, reason: `chunk ${index + 1} (line ${chunk.line} of the patch): ${placed.reason}` };
    }
    splices.push(placed.splice);
    from = placed.next;
  }
  const edited = joinLines(spliceLines(lines, splices), usualBreak(lines) ?? '\n');
  return { ok: true, bytes: Buffer.from(mark + edited, 'latin1') };
}

/** The byte order mark stays out of the comparison, unless the patch spells it out as part of the first line. */
function keptMark(content: string, chunks: readonly Chunk[]): string {
  const mark = byteString(byteOrderMark);
  const isSpelled = chunks.some((chunk) => oldLines(chunk.lines)[0]?.startsWith(byteOrderMark));
  return content.startsWith(mark) && !isSpelled ? mark : '';
}

function placeChunk(
  lines: readonly TextLine[],
  present: readonly string[],
  chunk: Chunk,
  from: number,
): Placed {
  let start = from;
  if (chunk.anchor !== null) {
    const found = locateLines(present, [byteString(chunk.anchor)], from, false);
    if (found === null) return { ok: false, reason: anchorNotFound(present, chunk.anchor, from) };
    start = found + 1;
  }
  for (const chunkLines of [chunk.lines, withoutLastBlank(chunk.lines)]) {
    const wanted = oldLines(chunkLines).map(byteString);
    const isAddition = wanted.length === 0;
    const found = isAddition
      ? additionPlace(lines, chunk, start)
      : locateLines(present, wanted, start, chunk.atEnd);
    if (found === null) continue;
    const added = addedBytes(chunkLines, present, found);
    if (!added.ok) return { ok: false, reason: bytesUnknown(added.text) };
    const splice = {
      start: found,
      count: wanted.length,
      lines: newLines(lines, chunkLines, found, added.lines),
    };
    return { ok: true, splice, next: isAddition ? start : found + wanted.length };
  }
  return { ok: false, reason: linesNotFound(present, chunk, start) };
}

function oldLines(lines: readonly ChunkLine[]): string[] {
  return lines.filter((line) => line.kind !== 'added').map((line) => line.text);
}

/** Models end a chunk with an empty line that stands for the file's last line break: such a line is no line. */
function withoutLastBlank(lines: readonly ChunkLine[]): readonly ChunkLine[] {
  const index = lines.findLastIndex((line) => line.kind !== 'added');
  const line = lines[index];
  if (line?.text !== '') return lines;
  const isWanted = line.kind === 'context' && index < lines.length - 1;
  return lines.toSpliced(index, 1, ...(isWanted ? [{ kind: 'added' as const, text: '' }] : []));
}

/** Where lines without context are added: right below their anchor, else at the end, but above an empty last line. */
function additionPlace(lines: readonly TextLine[], chunk: Chunk, start: number): number {
  if (chunk.anchor !== null && !chunk.atEnd) return start;
  return lines.at(-1)?.bytes === '' ? lines.length - 1 : lines.length;
}

/** The chunk's lines as they will stand in the file: context as the file has it, added lines with a line break. */
function newLines(
  lines: readonly TextLine[],
  chunkLines: readonly ChunkLine[],
  start: number,
  added: readonly string[],
): TextLine[] {
  const count = oldLines(chunkLines).length;
  const neighbours = lines.slice(Math.max(0, start - 1), start + count + 1);
  const ending = usualBreak(neighbours) ?? usualBreak(lines) ?? '\n';
  const result: TextLine[] = [];
  let index = start;
  let addedCount = 0;
  for (const { kind } of chunkLines) {
    if (kind === 'added') result.push({ bytes: added[addedCount++] ?? '', ending });
    else if (kind === 'context') result.push(...lines.slice(index, index + 1));
    if (kind !== 'added') index++;
  }
  return result;
}

function spliceLines(lines: readonly TextLine[], splices: readonly Splice[]): TextLine[] {
  let result: TextLine[] = [];
  let index = 0;
  for (const splice of splices.toSorted((one, other) => one.start - other.start)) {
    result = result.concat(lines.slice(index, splice.start), splice.lines);
    index = Math.max(index, splice.start + splice.count);
  }
  return result.concat(lines.slice(index));
}

function bytesUnknown(text: string): string {
  return (
    'this added line holds U+FFFD, which stands for bytes of this file that are not UTF-8, and which ones is not plain: ' +
    `"${text}"; keep such lines as context, or edit the file's bytes with a command`
  );
}

function anchorNotFound(present: readonly string[], anchor: string, from: number): string {
  const above = locateLines(present, [byteString(anchor)], 0, false);
  const hint = /^-\d+(,\d+)? \+\d+/.test(anchor) ? '; line numbers are not understood, use "@@" alone' : '';
  return `the line after "@@" was not found${where(from, above)}: "${anchor}"${hint}`;
}

function linesNotFound(present: readonly string[], chunk: Chunk, from: number): string {
  const wanted = oldLines(chunk.lines);
  const above = chunk.atEnd ? null : locateLines(present, wanted.map(byteString), 0, false);
  const place = chunk.atEnd ? ' at the end of the file' : where(from, above);
  return `these lines were not found${place}:\n${wanted.map((line) => `  ${line}`).join('\n')}\n`;
}

function where(from: number, above: number | null): string {
  if (from === 0) return ' in the file';
  const hint =
    above === null
      ? ''
      : ` (they stand above, from line ${above + 1} on: give the chunks in the file's order)`;
  return ` below line ${from} of the file${hint}`;
}
