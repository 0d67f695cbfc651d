import { isUtf8 } from 'node:buffer';
import { byteString, decodedText } from './lines.ts';
import type { ChunkLine } from './parse.ts';

/** The bytes of each added line (one character a byte), or the first one whose bytes can't be told. */
export type AddedBytes = { ok: true; lines: string[] } | { ok: false; text: string };

/** A word with U+FFFD in it: its text as a reader sees it, and what the file has there. */
interface Word {
  text: string;
  bytes: string;
  /** The bytes that each U+FFFD stands for. */
  hidden: readonly string[];
}

const replacement = '\ufffd';

/**
 * The bytes of a chunk's added lines. Whoever read the file saw U+FFFD for each byte that is not UTF-8, and gives it
 * back in the lines that he keeps: such a line gets the bytes of the file again, never the three of U+FFFD.
 * `present` are the lines of the file, `start` is where the chunk's first old line stands.
 */
export function addedBytes(
  chunkLines: readonly ChunkLine[],
  present: readonly string[],
  start: number,
): AddedBytes {
  const added = chunkLines.filter((line) => line.kind === 'added');
  const isPlain = added.every((line) => !line.text.includes(replacement));
  if (isPlain || isUtf8(Buffer.from(present.join('\n'), 'latin1'))) {
    return { ok: true, lines: added.map((line) => byteString(line.text)) };
  }
  const everywhere = present.flatMap(wordsOfBytes);
  const lines: string[] = [];
  for (const change of changesOf(chunkLines, present, start)) {
    const forms = formsOf(
      change.added.flatMap(wordsOfText),
      change.removed.flatMap(wordsOfBytes),
      everywhere,
    );
    for (const text of change.added) {
      const bytes = spell(text, forms);
      if (bytes === null) return { ok: false, text };
      lines.push(bytes);
    }
  }
  return { ok: true, lines };
}

/** A run of removed lines (as the file has them) and added lines (as the patch has them) without context between. */
interface ChangedLines {
  removed: string[];
  added: string[];
}

function changesOf(
  chunkLines: readonly ChunkLine[],
  present: readonly string[],
  start: number,
): ChangedLines[] {
  const changes: ChangedLines[] = [{ removed: [], added: [] }];
  let index = start;
  for (const { kind, text } of chunkLines) {
    if (kind === 'added') changes.at(-1)?.added.push(text);
    else if (kind === 'removed') changes.at(-1)?.removed.push(...present.slice(index, index + 1));
    else changes.push({ removed: [], added: [] });
    if (kind !== 'added') index += 1;
  }
  return changes;
}

/**
 * What each added word is in bytes, null where that can't be told: the removed words in their order where the added
 * ones are the same; else the one form that such a word has; else the only bytes that the removed lines hide.
 */
function formsOf(
  added: readonly string[],
  removed: readonly Word[],
  everywhere: readonly Word[],
): (string | null)[] {
  const isSame =
    added.length === removed.length && added.every((text, index) => text === removed[index]?.text);
  if (isSame) return removed.map((word) => word.bytes);
  const hidden = only(removed.flatMap((word) => word.hidden));
  const formIn = (words: readonly Word[], text: string) =>
    only(words.filter((word) => word.text === text).map((word) => word.bytes));
  return added.map(
    (text) =>
      formIn(removed, text) ??
      formIn(everywhere, text) ??
      (hidden === null ? null : text.split(replacement).map(byteString).join(hidden)),
  );
}

function only(values: readonly string[]): string | null {
  const different = new Set(values);
  const [value] = different;
  return different.size === 1 && value !== undefined ? value : null;
}

/** The line's bytes; takes as many of `forms` as the line has words with U+FFFD. */
function spell(text: string, forms: (string | null)[]): string | null {
  let bytes = '';
  let end = 0;
  for (const { 0: word, index } of markedWords(text)) {
    const form = forms.shift() ?? null;
    if (form === null) return null;
    bytes += byteString(text.slice(end, index)) + form;
    end = index + word.length;
  }
  return bytes + byteString(text.slice(end));
}

function markedWords(text: string): RegExpExecArray[] {
  return [...text.matchAll(/[\p{L}\p{N}\p{M}_\ufffd]+/gu)].filter(([word]) => word.includes(replacement));
}

function wordsOfText(text: string): string[] {
  return markedWords(text).map(([word]) => word);
}

function wordsOfBytes(bytes: string): Word[] {
  const sequences = [...bytes.matchAll(sequence)];
  const hidden = sequences.flatMap(([found, whole]) =>
    whole === undefined || whole === byteString(replacement) ? [found] : [],
  );
  return wordsOfText(decodedText(bytes)).map((text) => {
    const parts = text.split(replacement);
    const own = hidden.splice(0, parts.length - 1);
    return { text, hidden: own, bytes: parts.map((part, at) => byteString(part) + (own[at] ?? '')).join('') };
  });
}

/** One UTF-8 sequence beyond ASCII (the group), or what a decoder takes for one U+FFFD (no group). */
const sequence = new RegExp(
  [
    '([\\xc2-\\xdf][\\x80-\\xbf]',
    '\\xe0[\\xa0-\\xbf][\\x80-\\xbf]',
    '[\\xe1-\\xec\\xee\\xef][\\x80-\\xbf]{2}',
    '\\xed[\\x80-\\x9f][\\x80-\\xbf]',
    '\\xf0[\\x90-\\xbf][\\x80-\\xbf]{2}',
    '[\\xf1-\\xf3][\\x80-\\xbf]{3}',
    '\\xf4[\\x80-\\x8f][\\x80-\\xbf]{2})',
    '\\xe0[\\xa0-\\xbf]',
    '[\\xe1-\\xec\\xee\\xef][\\x80-\\xbf]',
    '\\xed[\\x80-\\x9f]',
    '\\xf0[\\x90-\\xbf][\\x80-\\xbf]?',
    '[\\xf1-\\xf3][\\x80-\\xbf]{1,2}',
    '\\xf4[\\x80-\\x8f][\\x80-\\xbf]?',
    '[\\x80-\\xff]',
  ].join('|'),
  'g',
);
