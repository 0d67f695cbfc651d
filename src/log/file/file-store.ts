import { lstat, realpath, rm, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { isMilestone } from '../../core/steps.ts';
import type { RunPlace } from '../../ports/run-place.ts';
import type { Log, LogClaim, LogLine, Store } from '../../ports/store.ts';
import { ifMissing } from '../../system/error-code.ts';
import { lineHash } from '../encode-line.ts';
import { existingLogSentence } from './existing-log.ts';
import { ownLogName } from './file-index.ts';
import { readFirstEvent } from './first-event.ts';
import { followLog } from './follow-log.ts';
import { headProblem, keepHead, readHeadFile } from './head-file.ts';
import type { LogWriter } from './log-writer.ts';
import { createLog, reopenLog } from './open-log.ts';
import { isOwnLog, keepOrigin } from './origin-file.ts';
import { readLog } from './read-log.ts';
import { giveUpSpare, takeSpare } from './spare-file.ts';
import { findHolder, takeWriterLock, type WriterLock } from './writer-lock.ts';

/** The log as a file of JSON lines, with writer lock, head and spare room beside it. `now` is in milliseconds since the epoch. */
export function createFileStore({ logPath, runHome }: Omit<RunPlace, 'runId'>, now: () => number): Store {
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
    const ownPath = join(runHome, ownLogName);
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
        async remove() {
          // What is in the run's own folder may be a link to a log that lies elsewhere, and belongs to the run all the same.
          const log = await realpath(logPath).catch(ifMissing(null));
          if (log !== null) await rm(log, { force: true });
        },
        release: () => lock.release(),
      };
    },
    writer: () => findHolder(lockPath),
    async read() {
      const kept = await readHeadFile(headPath);
      const { events, lines, head } = await readLog(logPath);
      return { events, lines, head, damage: headProblem(kept, lines) };
    },
    follow: (isOver, signal): AsyncIterable<LogLine> => followLog(logPath, isOver, signal),
    async mark() {
      const found = await stat(logPath, { bigint: true }).catch(() => null);
      return found === null ? null : `${found.ino} ${found.size} ${found.mtimeNs}`;
    },
    first: () => readFirstEvent(logPath),
    async obstacle() {
      const there = await lstat(logPath).catch(() => null);
      return there === null ? null : existingLogSentence(logPath);
    },
    isOwn: (log) => isOwnLog({ logPath, runHome }, log),
  };
}
