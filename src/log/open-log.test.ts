import { execFile } from 'node:child_process';
import { appendFile, readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { LoggedEvent } from '../core/events.ts';
import { emptyHead, lineHash } from './encode-line.ts';
import { createLog, reopenLog } from './open-log.ts';
import { readLog, UnreadableLogError } from './read-log.ts';
import { asFile, encodeLog, ignoreLine, lockFor, retried, stopped, temporaryFolder } from './testing.ts';

const noLock = { release: async () => {} };

const newPath = async () => join(await temporaryFolder(), 'loop.jsonl');

async function create(
  path: string,
  now = () => 0,
  onLine: (line: string, event: LoggedEvent) => void = ignoreLine,
) {
  const log = await createLog(path, await lockFor(path), now, onLine);
  onTestFinished(() => log.close());
  return log;
}

async function reopen(path: string, now = () => 0) {
  const reopened = await reopenLog(path, await lockFor(path), now, ignoreLine);
  onTestFinished(() => reopened.log.close());
  return reopened;
}

describe('createLog', () => {
  test('creates a file for its owner alone, with the folders above it', async () => {
    const path = join(await temporaryFolder(), 'a', 'b', 'loop.jsonl');
    await create(path);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(path, '..'))).mode & 0o077).toBe(0);
  });

  test('refuses a log that exists, and leaves it as it is', async () => {
    const path = await newPath();
    const bytes = asFile(encodeLog([stopped]));
    await writeFile(path, bytes);
    await expect(create(path)).rejects.toThrow(`by "proofloop resume ${path}"`);
    expect(await readFile(path)).toEqual(bytes);
  });

  test('refuses another file that exists, and leaves it as it is', async () => {
    const path = await newPath();
    await writeFile(path, 'notes');
    await expect(create(path)).rejects.toThrow('It is not a log of proofloop');
    expect(await readFile(path, 'utf8')).toBe('notes');
  });
});

describe('append', () => {
  test('resolves with what a reader gets, once the line is on disk and before it is observed', async () => {
    const path = await newPath();
    const observed: [string, LoggedEvent][] = [];
    const log = await create(
      path,
      () => 1000,
      (line, event) => observed.push([line, event]),
    );
    expect(log.head().hash).toBe(emptyHead);
    const appended = [await log.append(retried('a\u2028b')), await log.append(stopped)];
    const { events, lines, head } = await readLog(path);
    expect(appended).toEqual(events);
    expect(observed).toEqual(events.map((event, index) => [lines[index], event]));
    expect(log.head().hash).toBe(head);
    expect(head).toBe(lineHash(lines[1] ?? ''));
    expect(await readFile(path)).toEqual(asFile(lines));
  });

  test('never lets time go backwards', async () => {
    const path = await newPath();
    const times = [5000, 3000, 6000];
    const log = await create(path, () => times.shift() ?? 0);
    for (let count = 0; count < 3; count += 1) await log.append(stopped);
    await log.close();
    const { log: again } = await reopen(path, () => 10);
    await again.append(stopped);
    const { events } = await readLog(path);
    expect(events.map(({ ts }) => Date.parse(ts))).toEqual([5000, 5000, 6000, 6000]);
  });

  test('refuses a second call before the first resolved, without harm to the first', async () => {
    const path = await newPath();
    const log = await create(path);
    const [first, second] = await Promise.allSettled([
      log.append(retried('first')),
      log.append(retried('second')),
    ]);
    expect(first.status).toBe('fulfilled');
    expect(second).toMatchObject({
      status: 'rejected',
      reason: { message: expect.stringContaining('not finished') },
    });
    await log.append(retried('third'));
    expect((await readLog(path)).events.map(({ payload }) => payload)).toEqual(
      [retried('first'), retried('third')].map(({ payload }) => payload),
    );
  });

  test('writes staged lines with the next append or flush, in their order, and tells of none before', async () => {
    const path = await newPath();
    const observed: number[] = [];
    const log = await create(
      path,
      () => 1000,
      (_line, event) => observed.push(event.seq),
    );
    const staged = [log.stage(retried('first')), log.stage(retried('second'))];
    expect(await readFile(path)).toEqual(Buffer.alloc(0));
    expect([observed, log.head().hash]).toEqual([[], emptyHead]);
    const appended = await log.append(stopped);
    staged.push(log.stage(retried('third')));
    await log.flush();
    await log.flush();
    const { events, head } = await readLog(path);
    expect(events).toEqual([...staged.slice(0, 2), appended, ...staged.slice(2)]);
    expect([observed, log.head().hash]).toEqual([[1, 2, 3, 4], head]);
  });

  test('forgets what is unstaged, and goes on from what stays', async () => {
    const path = await newPath();
    const log = await create(path);
    const first = log.stage(retried('first'));
    log.stage(retried('second'));
    log.unstage(2);
    const second = await log.append(retried('instead'));
    log.stage(retried('third'));
    log.unstage(0);
    await log.flush();
    const third = await log.append(stopped);
    expect((await readLog(path)).events).toEqual([first, second, third]);
    expect([first.seq, second.seq, third.seq]).toEqual([1, 2, 3]);
  });

  test('refuses an event that could not be read back, and goes on', async () => {
    const path = await newPath();
    const log = await create(path);
    const notANumber = { ...retried('x').payload, delay_ms: Number.NaN };
    const append = log.append({ event: 'role_retry', payload: notANumber } as typeof stopped);
    await expect(append).rejects.toThrow('its payload.delay_ms does not fit the event role_retry');
    await log.append(stopped);
    expect((await readLog(path)).events).toHaveLength(1);
  });

  test.each([
    ['removed', (path: string) => rm(path), 'is gone'],
    ['moved', (path: string) => rename(path, `${path}.old`), 'is gone'],
    ['cut', (path: string) => truncate(path, 10), 'has 10 bytes instead of'],
    ['added to', (path: string) => appendFile(path, 'x'), 'was changed by someone else'],
    ['replaced', replace, 'was replaced'],
  ])('refuses for ever once the file was %s', async (_, change, message) => {
    const path = await newPath();
    const log = await create(path);
    await log.append(stopped);
    await change(path);
    await expect(log.append(stopped)).rejects.toThrow(message);
    await expect(log.append(stopped)).rejects.toThrow(message);
  });

  async function replace(path: string) {
    await writeFile(`${path}.new`, await readFile(path));
    await rename(`${path}.new`, path);
  }

  test('refuses after close', async () => {
    const path = await newPath();
    const log = await create(path);
    await log.close();
    await log.close();
    await expect(log.append(stopped)).rejects.toThrow('is closed');
    expect(await readdir(join(path, '..'))).toEqual(['loop.jsonl']);
  });

  test('cuts the file back to its last whole line when the disk takes only a part', async () => {
    const path = await newPath();
    const program = `
      import { createLog } from ${JSON.stringify(new URL('open-log.ts', import.meta.url).href)};
      const event = (length) => ({
        event: 'role_retry',
        payload: { iteration: 1, role: 'coder', attempt: 1, error: 'x'.repeat(length), delay_ms: 0, waits: false },
      });
      const log = await createLog(process.argv[1], { release: async () => {} }, () => 0, () => {});
      await log.append(event(10));
      log.stage(event(15));
      await log.append(event(9000)).catch((error) => console.log(error.message));
      await log.append(event(20));
    `;
    // A limit on the size of files makes the kernel write a part and then fail, as a full disk does.
    const limited = `ulimit -f 8; exec "$0" --experimental-strip-types --no-warnings --input-type=module -e "$1" "$2"`;
    const { stdout } = await promisify(execFile)('/bin/bash', [
      '-c',
      limited,
      process.execPath,
      program,
      path,
    ]);
    expect(stdout).toContain('could not be written (EFBIG');
    expect(stdout).toContain('the 1 before it are kept');
    const { events, tornTail } = await readLog(path);
    expect(events.map(({ payload }) => payload)).toEqual(
      [10, 15, 20].map((length) => retried('x'.repeat(length)).payload),
    );
    expect(tornTail).toBeNull();
  });

  test('refuses for ever after a sync error', async () => {
    // This device takes every byte and can't be synced.
    const lock = await lockFor(await newPath());
    const { log } = await reopenLog('/dev/null', lock, () => 0, ignoreLine);
    onTestFinished(() => log.close());
    await expect(log.append(stopped)).rejects.toThrow('could not be synced (EINVAL');
    await expect(log.append(stopped)).rejects.toThrow('could not be synced (EINVAL');
  });
});

describe('reopenLog', () => {
  const lines = encodeLog([retried('é'), stopped]);
  const bytes = asFile(lines);

  test('goes on where the log ended', async () => {
    const path = await newPath();
    await writeFile(path, bytes);
    const { log, events, recovered } = await reopen(path);
    expect(events).toHaveLength(2);
    expect(recovered).toBeNull();
    await log.append(stopped);
    expect((await readLog(path)).lines.slice(0, 2)).toEqual(lines);
    expect((await readLog(path)).events).toHaveLength(3);
  });

  test('recovers a log cut off at any byte, and keeps what it cuts', async () => {
    const folder = await temporaryFolder();
    for (let length = 0; length < bytes.length; length += 1) {
      const path = join(folder, `${length}.jsonl`);
      await writeFile(path, bytes.subarray(0, length));
      const { log, events, recovered } = await reopenLog(path, noLock, () => 0, ignoreLine);
      const whole = asFile(lines.slice(0, events.length));
      if (recovered === null) {
        expect(whole.length).toBe(length);
      } else {
        expect(recovered).toEqual({
          cut_bytes: length - whole.length,
          kept_as: `${length}.jsonl.torn-${events.length + 1}`,
        });
        const kept = await readFile(join(folder, recovered.kept_as));
        expect(Buffer.concat([whole, kept])).toEqual(bytes.subarray(0, length));
        await log.append({ event: 'log_recovered', payload: recovered });
      }
      await log.close();
      expect((await readLog(path)).events).toHaveLength(events.length + (recovered === null ? 0 : 1));
    }
  });

  test('keeps each torn end under a name of its own', async () => {
    const path = await newPath();
    for (const end of ['{"one', '{"two']) {
      await writeFile(path, Buffer.concat([bytes, Buffer.from(end)]));
      await (await reopenLog(path, await lockFor(path), () => 0, ignoreLine)).log.close();
    }
    expect(await readFile(`${path}.torn-3`, 'utf8')).toBe('{"one');
    expect(await readFile(`${path}.torn-3-2`, 'utf8')).toBe('{"two');
  });

  test('refuses a damaged log and leaves all as it is', async () => {
    const path = await newPath();
    const damaged = asFile(lines.toReversed());
    await writeFile(path, damaged);
    await expect(reopen(path)).rejects.toThrow(UnreadableLogError);
    expect(await readFile(path)).toEqual(damaged);
  });

  test('rejects where there is no log', async () => {
    await expect(reopen(await newPath())).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
