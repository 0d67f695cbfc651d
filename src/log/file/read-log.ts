import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import type { LoggedEvent } from '../../core/events.ts';
import type { LogContents } from '../../ports/store.ts';
import { decodeLine } from '../decode-line.ts';
import { emptyHead, lineHash } from '../encode-line.ts';
import { UnreadableLogError } from '../store-errors.ts';

export interface LogFileContents extends LogContents {
  /** Where the last whole line ends, in bytes from the start of the file. */
  lengthBytes: number;
  /** What a cut-off write left after the last whole line: no newline at its end, or nothing that can be parsed. */
  tornTail: { offset: number; bytes: number } | null;
}

/**
 * Reads a log and checks every line: its shape, its `seq`, the hash chain and its payload. Changes nothing.
 * A bad line with data after it: UnreadableLogError. A file that can't be opened: the error of node:fs.
 */
export async function readLog(path: string): Promise<LogFileContents> {
  return parseLog(await readFile(path), path);
}

/** `readLog` for the bytes of a log; `path` only names the file in errors. */
export function parseLog(bytes: Buffer, path: string): LogFileContents {
  const events: LoggedEvent[] = [];
  const lines: string[] = [];
  let head = emptyHead;
  let offset = 0;
  while (offset < bytes.length) {
    const end = bytes.indexOf('\n', offset);
    const lineBytes = bytes.subarray(offset, end === -1 ? bytes.length : end);
    // Decoding would mend invalid UTF-8, and the text would no longer be what was hashed: read it as no JSON at all.
    const line = isUtf8(lineBytes) ? lineBytes.toString('utf8') : '';
    const decoded = decodeLine(line, lines.length + 1, head);
    if (end === -1 || decoded.kind === 'unparsable') {
      if (end !== -1 && end + 1 < bytes.length) {
        throw new UnreadableLogError(path, lines.length + 1, 'it is not JSON');
      }
      break;
    }
    if (decoded.kind === 'wrong') throw new UnreadableLogError(path, lines.length + 1, decoded.problem);
    events.push(decoded.event);
    lines.push(line);
    head = lineHash(lineBytes);
    offset = end + 1;
  }
  const tornTail = offset < bytes.length ? { offset, bytes: bytes.length - offset } : null;
  return { events, lines, head, lengthBytes: offset, tornTail };
}
