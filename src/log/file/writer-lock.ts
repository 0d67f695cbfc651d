import { createHash, randomBytes } from 'node:crypto';
import { link, open, readFile, rename, rm, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { errorCode, ifMissing } from '../../system/error-code.ts';
import { makeFolders } from '../../system/make-folders.ts';
import { isAlive, ownIdentity } from '../../system/process-identity.ts';
import { RunInUseError } from '../store-errors.ts';

/** The right to write a run's log. */
export interface WriterLock {
  /** Gives the lock back, if it is still ours. Never throws. */
  release(): Promise<void>;
}

const lockSchema = z.object({
  pid: z.number().int().positive(),
  start_time: z.string().nullable(),
  boot_id: z.string().nullable(),
  since: z.string(),
  /** Makes each lock's content unique. */
  token: z.string(),
});

type LockContent = z.infer<typeof lockSchema>;

/**
 * Takes the lock file `path` for this process, creating the folders above it; `now` is in milliseconds since the epoch.
 * A lock whose process is gone is taken over. Errors: RunInUseError for a living holder; an Error that says what to do
 * for a file that is no lock. The folder must be on a file system of this machine: a pid means nothing elsewhere.
 */
export async function takeWriterLock(path: string, now: number): Promise<WriterLock> {
  const { pid, startTime, bootId } = ownIdentity();
  const since = new Date(now).toISOString();
  const token = randomBytes(16).toString('hex');
  const text = JSON.stringify({ pid, start_time: startTime, boot_id: bootId, since, token });
  await makeFolders(dirname(path));
  const draft = `${path}.${token}`;
  try {
    await writeDurably(draft, text);
    await take(path, draft, text);
  } finally {
    await unlink(draft).catch(ifMissing(undefined));
  }
  return {
    async release() {
      const current = await readFile(path, 'utf8').catch(() => null);
      if (current === text) await unlink(path).catch(() => {});
    },
  };
}

/** The living process that holds the lock file `path`, and since when; null for none. An Error for a file that is no lock. */
export async function findHolder(path: string): Promise<{ pid: number; since: string } | null> {
  const found = await lockText(path);
  if (found === null) return null;
  const { pid, since, start_time, boot_id } = parseLock(path, found);
  return isAlive({ pid, startTime: start_time, bootId: boot_id }) ? { pid, since } : null;
}

/**
 * Puts the lock in place. Only the holder of a second lock, named after the dead one's content, may replace a dead
 * lock. That second lock is taken in this same way, so a process that dies while taking over blocks nobody.
 */
async function take(path: string, draft: string, text: string): Promise<void> {
  for (;;) {
    if (await linkNew(draft, path)) return;
    const found = await lockText(path);
    if (found === null) continue;
    const holder = parseLock(path, found);
    const identity = { pid: holder.pid, startTime: holder.start_time, bootId: holder.boot_id };
    if (isAlive(identity)) throw new RunInUseError(path, holder);

    const succession = `${path}.after-${createHash('sha256').update(found).digest('hex').slice(0, 16)}`;
    await take(succession, draft, text);
    // Someone else may have finished a takeover before we got here; contents are unique, so equal means untouched.
    if ((await lockText(path)) === found) {
      await rename(succession, path);
      return;
    }
    await rm(succession, { force: true });
  }
}

/** Creates `path` with the content of `draft`, in one step; false where `path` exists already. */
async function linkNew(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

const lockText = (path: string) => readFile(path, 'utf8').catch(ifMissing(null));

function parseLock(path: string, text: string): LockContent {
  try {
    return lockSchema.parse(JSON.parse(text));
  } catch (cause) {
    const advice = 'Make sure that no other process works on the run, remove the file, and try again.';
    throw new Error(`${path} is not a lock file of proofloop and was left as it is. ${advice}`, { cause });
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
