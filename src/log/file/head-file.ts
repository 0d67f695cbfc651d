import { closeSync, fstatSync, openSync, writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { KnownLine } from '../../ports/store.ts';
import { ifMissing } from '../../system/error-code.ts';
import { replaceFile } from '../../system/replace-file.ts';
import { lineHash } from '../encode-line.ts';

const headSchema = z.object({ seq: z.number().int().positive(), line_sha256: z.string() });

/** All its texts are of this length, in bytes, so that one takes the other's place in a single write. */
const headBytes = 128;

/**
 * Keeps a line's hash in a file of its own: the chain alone can't tell that last lines are missing or that the very last
 * one was changed. The file is made durably and then written over without a wait for the disk: a power cut may leave an
 * older line in it, which the log holds as well. Never throws: where it can't be kept, the line before it still is.
 */
export async function keepHead(path: string, { seq, hash }: KnownLine): Promise<void> {
  const text = `${JSON.stringify({ seq, line_sha256: hash }).padEnd(headBytes - 1)}\n`;
  if (!writeOver(path, text)) await replaceFile(path, text).catch(() => {});
}

/** Writes over a file that has as many bytes as the text; false where there is none. */
function writeOver(path: string, text: string): boolean {
  try {
    const file = openSync(path, 'r+');
    try {
      return fstatSync(file).size === headBytes && writeSync(file, text, 0) === headBytes;
    } finally {
      closeSync(file);
    }
  } catch {
    return false;
  }
}

/** What the head file says; null where there is none. Read it before the log: what is written later is no loss. */
export async function readHeadFile(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(ifMissing(null));
}

/** What is wrong with a log of these lines by its head file's text, as sentences; null where nothing is. */
export function headProblem(text: string | null, lines: readonly string[]): string | null {
  if (text === null) return null;
  const known = parseHead(text);
  if (known === null) {
    return "The file `head` beside the run's files is damaged, so that the end of the log can't be checked. Nothing was changed. Restore it from a copy, or remove it to trust the log as it is.";
  }
  const line = lines[known.seq - 1];
  if (line !== undefined && lineHash(line) === known.hash) return null;
  const problem =
    line === undefined
      ? `has ${lines.length} whole lines, although ${known.seq} were on disk`
      : `has another line ${known.seq} than was written`;
  return `The log ${problem}. Nothing was changed. Restore the log from a copy.`;
}

function parseHead(text: string): KnownLine | null {
  try {
    const { seq, line_sha256 } = headSchema.parse(JSON.parse(text));
    return { seq, hash: line_sha256 };
  } catch {
    return null;
  }
}
