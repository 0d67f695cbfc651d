import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LogLine } from '../../ports/store.ts';
import { decodeLine } from '../decode-line.ts';
import { emptyHead, lineHash } from '../encode-line.ts';
import { UnreadableLogError } from '../store-errors.ts';

const pollMs = 200;

/**
 * The lines of a log that another process writes, first those that are there, then each as it is written. Whenever
 * everything was given, `isOver` is asked; the log is then read to its end once more. Ends without an error when
 * `signal` aborts. A line that can't be read: UnreadableLogError.
 */
export async function* followLog(
  path: string,
  isOver: () => Promise<boolean>,
  signal: AbortSignal,
): AsyncGenerator<LogLine> {
  const file = await open(path);
  try {
    let offset = 0;
    let seq = 0;
    let head = emptyHead;
    for (let over = false; !signal.aborted; ) {
      const whole = await readWholeLines(file, offset);
      for (const bytes of whole) {
        const line = bytes.toString('utf8');
        const decoded = decodeLine(line, seq + 1, head);
        if (decoded.kind !== 'event') {
          const problem = decoded.kind === 'wrong' ? decoded.problem : 'it is not JSON';
          throw new UnreadableLogError(path, seq + 1, problem);
        }
        seq += 1;
        head = lineHash(bytes);
        offset += bytes.length + 1;
        yield { line, event: decoded.event };
      }
      if (over) return;
      over = whole.length === 0 && (await isOver());
      if (whole.length === 0 && !over) await sleep(pollMs, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    await file.close();
  }
}

/** The lines from `offset` on that have their newline; a last one without is still being written. */
async function readWholeLines(file: FileHandle, offset: number): Promise<Buffer[]> {
  const { size } = await file.stat();
  if (size <= offset) return [];
  const { buffer, bytesRead } = await file.read(Buffer.alloc(size - offset), 0, size - offset, offset);
  const lines: Buffer[] = [];
  let start = 0;
  for (let end = buffer.indexOf('\n'); end !== -1 && end < bytesRead; end = buffer.indexOf('\n', start)) {
    lines.push(buffer.subarray(start, end));
    start = end + 1;
  }
  return lines;
}
