import { fstatSync, type Stats, statSync, writeSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { Log, LogLine } from '../../ports/store.ts';
import { oneAppendAtATime } from '../one-append-at-a-time.ts';

/** A log file that is open for appending. */
export interface LogFile {
  handle: FileHandle;
  /** Absolute. */
  path: string;
  /** What it holds. */
  lengthBytes: number;
  /** How many lines those are. */
  lineCount: number;
}

/** Appends to a log file; see `Log` for the contract of its methods. */
export type LogWriter = Pick<Log, 'append' | 'close'>;

/** The writer of an open file, which belongs to it from here on. */
export function createLogWriter({ handle, path, lengthBytes, lineCount }: LogFile): LogWriter {
  // No other file gets its number as long as it is open.
  const opened = fstatSync(handle.fd);
  /** What is on disk. */
  let onDisk = { lengthBytes, lineCount };
  /** Why no line can follow any more. */
  let refusal: Error | null = null;

  async function append(lines: readonly LogLine[]): Promise<void> {
    if (refusal !== null) throw refusal;
    const [first] = lines;
    if (first === undefined) return;
    const { seq, event } = first.event;
    if (seq !== onDisk.lineCount + 1) {
      throw new Error(
        `The event ${event} was not written: its seq is ${seq}, after ${onDisk.lineCount} lines.`,
      );
    }
    const change = changeTo(path, opened, onDisk.lengthBytes);
    if (change !== null) {
      refusal = new Error(
        `${change} Nothing more is written; its first ${onDisk.lineCount} events were on disk.`,
      );
      throw refusal;
    }
    const bytes = Buffer.from(lines.map(({ line }) => `${line}\n`).join(''));
    await write(bytes, event);
    await sync();
    onDisk = { lengthBytes: onDisk.lengthBytes + bytes.length, lineCount: onDisk.lineCount + lines.length };
  }

  /** Synchronous, as it goes to the system's memory: what takes time is the sync. */
  async function write(bytes: Buffer, name: string): Promise<void> {
    try {
      for (let offset = 0; offset < bytes.length; ) offset += writeSync(handle.fd, bytes, offset);
    } catch (cause) {
      const kept = `The event ${name} is not in it, the ${onDisk.lineCount} before it are kept.`;
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

  return {
    append: oneAppendAtATime(append),
    async close() {
      refusal ??= new Error(`The log ${path} is closed.`);
      await handle.close().catch(() => {});
    },
  };
}

/**
 * What someone else has done to an open log, as a sentence; null for nothing. Synchronous: such a call takes microseconds,
 * and a round trip through the thread pool much longer.
 */
function changeTo(path: string, opened: Stats, lengthBytes: number): string | null {
  try {
    const { ino, dev, size } = statSync(path);
    const replaced = ino !== opened.ino || dev !== opened.dev;
    if (!replaced && size === lengthBytes) return null;
    const change = replaced ? 'was replaced' : `has ${size} bytes instead of ${lengthBytes}`;
    return `The log ${path} was changed by someone else: it ${change}.`;
  } catch (error) {
    return `The log ${path} is gone (${reason(error)}).`;
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
