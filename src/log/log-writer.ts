import { fstatSync, statSync, writeSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { LoggedEvent, NewEvent } from '../core/events.ts';
import type { Log } from '../ports.ts';
import { decodeLine } from './decode-line.ts';
import { encodeLine, lineHash } from './encode-line.ts';
import type { WriterLock } from './writer-lock.ts';

/** Called with each line (without its newline) once it is on disk, in order. Must not throw. */
export type LineObserver = (line: string, event: LoggedEvent) => void;

/** A log file that is open for appending. */
export interface LogFile {
  handle: FileHandle;
  /** Absolute. */
  path: string;
}

/** Where a log ends: what its next line builds on. */
export interface LogEnd {
  lengthBytes: number;
  seq: number;
  head: string;
  /** Time of the last event, in milliseconds since the epoch. */
  timeMs: number;
}

/**
 * The Log over an open file. The file and the lock belong to it from here on. An event is checked before anything is
 * written, and `append` resolves with what a reader of the line will get, so that live state and a later fold agree.
 */
export function createLogWriter(
  { handle, path }: LogFile,
  end: LogEnd,
  lock: WriterLock,
  now: () => number,
  onLine: LineObserver,
): Log {
  // No other file gets its number as long as it is open.
  const opened = fstatSync(handle.fd);
  /** What is on disk, and what the next line builds on. */
  let onDisk = end;
  let next = end;
  /** Each with the end that the log had before it. */
  let staged: { line: string; event: LoggedEvent; before: LogEnd }[] = [];
  let writing = false;
  /** Why no line can follow any more. */
  let refusal: Error | null = null;

  function stage(newEvent: NewEvent, at: number): LoggedEvent {
    if (refusal !== null) throw refusal;
    const timeMs = Math.max(at, next.timeMs);
    const seq = next.seq + 1;
    const line = encodeLine(newEvent, new Date(timeMs).toISOString(), seq, next.head);
    const decoded = decodeLine(line, seq, next.head);
    if (decoded.kind !== 'event') {
      const problem = decoded.kind === 'wrong' ? decoded.problem : 'it is not JSON';
      throw new Error(
        `The event ${newEvent.event} was not written, as it could not be read back: ${problem}.`,
      );
    }
    staged.push({ line, event: decoded.event, before: next });
    const lengthBytes = next.lengthBytes + Buffer.byteLength(line) + 1;
    next = { lengthBytes, seq, head: lineHash(line), timeMs };
    return decoded.event;
  }

  function unstage(fromSeq: number): void {
    next = staged.find(({ event }) => event.seq >= fromSeq)?.before ?? next;
    staged = staged.filter(({ event }) => event.seq < fromSeq);
  }

  async function flush(): Promise<void> {
    if (refusal !== null) throw refusal;
    const lines = staged;
    const [first] = lines;
    if (first === undefined) return;
    assertUntouched();
    await write(Buffer.from(lines.map(({ line }) => `${line}\n`).join('')), first.event.event);
    await sync();
    staged = [];
    onDisk = next;
    for (const { line, event } of lines) onLine(line, event);
  }

  /** Refuses a call while an earlier one is not finished. */
  async function alone<Value>(what: string, work: () => Promise<Value>): Promise<Value> {
    refuseWhileWriting(what);
    writing = true;
    try {
      return await work();
    } finally {
      writing = false;
    }
  }

  function refuseWhileWriting(what: string): void {
    if (writing) throw new Error(`${what} not written: the append before it is not finished.`);
  }

  /** Synchronous: such a call takes microseconds, and a round trip through the thread pool much longer. */
  function assertUntouched(): void {
    try {
      const { ino, dev, size } = statSync(path);
      const replaced = ino !== opened.ino || dev !== opened.dev;
      if (!replaced && size === onDisk.lengthBytes) return;
      const change = replaced ? 'was replaced' : `has ${size} bytes instead of ${onDisk.lengthBytes}`;
      refusal = new Error(`The log ${path} was changed by someone else: it ${change}. ${nothingFollows()}`);
    } catch (cause) {
      refusal = new Error(`The log ${path} is gone (${reason(cause)}). ${nothingFollows()}`, { cause });
    }
    throw refusal;
  }

  /** Synchronous, as it goes to the system's memory: what takes time is the sync. */
  async function write(bytes: Buffer, name: string): Promise<void> {
    try {
      for (let offset = 0; offset < bytes.length; ) offset += writeSync(handle.fd, bytes, offset);
    } catch (cause) {
      const kept = `The event ${name} is not in it, the ${onDisk.seq} before it are kept.`;
      const message = `The log ${path} could not be written (${reason(cause)}). ${kept}`;
      await handle.truncate(onDisk.lengthBytes).catch((truncateError: unknown) => {
        refusal = new Error(`${message} Its torn last line could not be cut off (${reason(truncateError)}).`);
      });
      throw refusal ?? new Error(message, { cause });
    }
  }

  async function sync(): Promise<void> {
    try {
      await handle.datasync();
    } catch (cause) {
      // After a failed sync the kernel may have dropped the data and report success the next time: never try again.
      const unknown =
        'Whether its last line is on disk is unknown; resume the run when the disk is in order.';
      refusal = new Error(`The log ${path} could not be synced (${reason(cause)}). ${unknown}`, { cause });
      throw refusal;
    }
  }

  const nothingFollows = () => `Nothing more is written; its first ${onDisk.seq} events were on disk.`;

  return {
    append: (newEvent, at = now()) =>
      alone(`The event ${newEvent.event} was`, async () => {
        const event = stage(newEvent, at);
        try {
          await flush();
        } catch (error) {
          unstage(event.seq);
          throw error;
        }
        return event;
      }),
    stage(newEvent, at = now()) {
      refuseWhileWriting(`The event ${newEvent.event} was`);
      return stage(newEvent, at);
    },
    unstage(fromSeq) {
      refuseWhileWriting('What was staged was');
      unstage(fromSeq);
    },
    flush: () => alone('What was staged was', flush),
    head: () => ({ seq: onDisk.seq, hash: onDisk.head }),
    async close() {
      refusal ??= new Error(`The log ${path} is closed.`);
      await handle.close().catch(() => {});
      await lock.release();
    },
  };
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
