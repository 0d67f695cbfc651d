import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { isMilestone } from '../core/steps.ts';
import type { Log, LogClaim, LogLine, Store } from '../ports.ts';
import { lineHash } from './encode-line.ts';
import { followLog } from './follow-log.ts';
import { headProblem, keepHead, readHead } from './head-file.ts';
import type { LogWriter } from './log-writer.ts';
import { createLog, reopenLog } from './open-log.ts';
import { keepOrigin } from './origin-file.ts';
import { readLog } from './read-log.ts';
import { giveUpSpare, takeSpare } from './spare-file.ts';
import { findHolder, takeWriterLock, type WriterLock } from './writer-lock.ts';

/** Where a run's log and what belongs to it lie. */
export interface LogPlace {
  /** Absolute. */
  logPath: string;
  /** The run's own folder, with its writer lock, its head and its spare room; absolute. */
  runHome: string;
}

/** The log as a file of JSON lines. `now` is in milliseconds since the epoch. */
export function createFileStore({ logPath, runHome }: LogPlace, now: () => number): Store {
  const lockPath = join(runHome, 'writer.lock');
  const headPath = join(runHome, 'head');
  const sparePath = join(runHome, 'spare');

  const logOver = (writer: LogWriter, lock: WriterLock): Log => ({
    async append(lines) {
      await keepOrigin(runHome, logPath, lines);
      await writer.append(lines);
      const last = lines.at(-1);
      if (last && lines.some(({ event }) => isMilestone(event.event))) {
        await keepHead(headPath, { seq: last.event.seq, hash: lineHash(last.line) });
      }
    },
    makeRoom: () => giveUpSpare(sparePath),
    async close() {
      await writer.close();
      await giveUpSpare(sparePath).catch(() => {});
      await lock.release();
    },
  });

  async function create(lock: WriterLock): Promise<Log> {
    await takeSpare(sparePath);
    const writer = await createLog(logPath);
    const ownPath = join(runHome, 'loop.jsonl');
    // A run is found by its home, wherever its log lies.
    if (logPath !== ownPath) await symlink(logPath, ownPath);
    return logOver(writer, lock);
  }

  return {
    async claim(): Promise<LogClaim> {
      const lock = await takeWriterLock(lockPath, now());
      return {
        create: () => create(lock),
        async open() {
          await takeSpare(sparePath);
          const { writer, contents, recovered } = await reopenLog(logPath);
          return { log: logOver(writer, lock), contents, recovered };
        },
        release: () => lock.release(),
      };
    },
    writer: () => findHolder(lockPath),
    async read() {
      const kept = await readHead(headPath);
      const { events, lines, head } = await readLog(logPath);
      return { events, lines, head, damage: headProblem(kept, lines) };
    },
    follow: (isOver, signal): AsyncIterable<LogLine> => followLog(logPath, isOver, signal),
  };
}
