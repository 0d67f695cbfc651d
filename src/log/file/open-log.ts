import { constants } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import type { Payload } from '../../core/events.ts';
import type { LogContents } from '../../ports/store.ts';
import { makeFolders } from '../../system/make-folders.ts';
import { syncFolder, syncFoldersUpTo } from '../../system/sync-folder.ts';
import { existingLogSentence } from './existing-log.ts';
import { createLogWriter, type LogWriter } from './log-writer.ts';
import { parseLog } from './read-log.ts';

/**
 * Creates a new log, readable by its owner only, with the folders above it. A file that exists already is left as it is:
 * an Error that says what to do.
 */
export async function createLog(path: string): Promise<LogWriter> {
  const absolutePath = resolve(path);
  const folder = dirname(absolutePath);
  const firstCreated = await makeFolders(folder);
  const handle = await openNew(absolutePath);
  try {
    await syncFoldersUpTo(folder, firstCreated === undefined ? folder : dirname(firstCreated));
  } catch (error) {
    await handle.close();
    await rm(absolutePath, { force: true });
    throw error;
  }
  return createLogWriter({ handle, path: absolutePath, lengthBytes: 0, lineCount: 0 });
}

export interface ReopenedLog {
  writer: LogWriter;
  contents: LogContents;
  /** The torn end that was cut off and kept beside the log: what `log_recovered` has to say; null for none. */
  recovered: Payload<'log_recovered'> | null;
}

/**
 * Opens a log to go on with it. A torn end is first kept beside it as `<path>.torn-<seq>`, then cut off. Rejects with
 * UnreadableLogError for a log that can't be trusted (left as it is), with the error of node:fs for a file that can't be
 * opened.
 */
export async function reopenLog(path: string): Promise<ReopenedLog> {
  const absolutePath = resolve(path);
  const handle = await open(absolutePath, constants.O_RDWR | constants.O_APPEND);
  try {
    const bytes = await handle.readFile();
    const { tornTail, lengthBytes, ...contents } = parseLog(bytes, absolutePath);
    const lineCount = contents.lines.length;
    let recovered: ReopenedLog['recovered'] = null;
    if (tornTail !== null) {
      const keptAs = await keepAside(absolutePath, lineCount + 1, bytes.subarray(tornTail.offset));
      await handle.truncate(lengthBytes);
      await handle.sync();
      recovered = { cut_bytes: tornTail.bytes, kept_as: basename(keptAs) };
    }
    await syncFolder(dirname(absolutePath));
    const writer = createLogWriter({ handle, path: absolutePath, lengthBytes, lineCount });
    return { writer, contents, recovered };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function openNew(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'ax', 0o600);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    throw new Error(await existingLogSentence(path), { cause });
  }
}

/** Writes a torn end to a new file beside the log, durably, and gives that file's path. */
async function keepAside(path: string, seq: number, bytes: Uint8Array): Promise<string> {
  const target = `${path}.torn-${seq}`;
  for (let copy = 1; ; copy += 1) {
    const candidate = copy === 1 ? target : `${target}-${copy}`;
    const handle = await open(candidate, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
      // An earlier recovery at the same place has left its own torn line here.
      if (error.code === 'EEXIST') return null;
      throw error;
    });
    if (handle === null) continue;
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await syncFolder(dirname(candidate));
    return candidate;
  }
}
