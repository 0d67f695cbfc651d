import { execFile } from 'node:child_process';
import { appendFile, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { NewEvent } from '../../core/events.ts';
import { temporaryFolder } from '../../system/testing.ts';
import { lineHash } from '../encode-line.ts';
import { UnreadableLogError } from '../store-errors.ts';
import { asFile, encodeLog, retried, sealed, stopped } from '../testing.ts';
import { createLog, reopenLog } from './open-log.ts';
import { readLog } from './read-log.ts';

const newPath = async () => join(await temporaryFolder(), 'loop.jsonl');

async function create(path: string) {
  const writer = await createLog(path);
  onTestFinished(() => writer.close());
  return writer;
}

async function reopen(path: string) {
  const reopened = await reopenLog(path);
  onTestFinished(() => reopened.writer.close());
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
  test.each([
    ['removed', (path: string) => rm(path), 'is gone'],
    ['moved', (path: string) => rename(path, `${path}.old`), 'is gone'],
    ['cut', (path: string) => truncate(path, 10), 'has 10 bytes instead of'],
    ['added to', (path: string) => appendFile(path, 'x'), 'was changed by someone else'],
    ['replaced', replace, 'was replaced'],
  ])('refuses for ever once the file was %s', async (_, change, message) => {
    const path = await newPath();
    const log = await create(path);
    const [first, ...rest] = sealed([stopped, stopped]);
    await log.append(first ? [first] : []);
    await change(path);
    await expect(log.append(rest)).rejects.toThrow(message);
    await expect(log.append(rest)).rejects.toThrow(message);
  });

  async function replace(path: string) {
    await writeFile(`${path}.new`, await readFile(path));
    await rename(`${path}.new`, path);
  }

  test('cuts the file back to its last whole line when the disk takes only a part', async () => {
    const path = await newPath();
    const program = `
      import { createLog } from ${JSON.stringify(new URL('open-log.ts', import.meta.url).href)};
      import { emptyEnd, endOf, sealLine } from ${JSON.stringify(new URL('../seal-line.ts', import.meta.url).href)};
      const event = (length) => ({
        event: 'role_retry',
        payload: { iteration: 1, role: 'coder', attempt: 1, error: 'x'.repeat(length), delay_ms: 0, waits: false },
      });
      const log = await createLog(process.argv[1]);
      const first = sealLine(event(10), emptyEnd, 0);
      await log.append([first]);
      const second = sealLine(event(15), endOf(first), 0);
      const tooLong = sealLine(event(9000), endOf(second), 0);
      await log.append([second, tooLong]).catch((error) => console.log(error.message));
      await log.append([second, sealLine(event(20), endOf(second), 0)]);
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
    const { writer } = await reopen('/dev/null');
    await expect(writer.append(sealed([stopped]))).rejects.toThrow('could not be synced (EINVAL');
    await expect(writer.append(sealed([stopped]))).rejects.toThrow('could not be synced (EINVAL');
  });
});

describe('reopenLog', () => {
  const lines = encodeLog([retried('é'), stopped]);
  const bytes = asFile(lines);

  test('goes on where the log ended', async () => {
    const path = await newPath();
    await writeFile(path, bytes);
    const { writer, contents, recovered } = await reopen(path);
    expect(contents).toEqual({ events: expect.any(Array), lines, head: lineHash(lines[1] ?? '') });
    expect(recovered).toBeNull();
    const more = sealed([stopped], { seq: 2, hash: contents.head, timeMs: 0 });
    await writer.append(more);
    expect((await readLog(path)).lines).toEqual([...lines, ...more.map(({ line }) => line)]);
  });

  test('recovers a log cut off at any byte, and keeps what it cuts', async () => {
    const folder = await temporaryFolder();
    for (let length = 0; length < bytes.length; length += 1) {
      const path = join(folder, `${length}.jsonl`);
      await writeFile(path, bytes.subarray(0, length));
      const { writer, contents, recovered } = await reopenLog(path);
      const { events, head } = contents;
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
        const line: NewEvent = { event: 'log_recovered', payload: recovered };
        await writer.append(sealed([line], { seq: events.length, hash: head, timeMs: 0 }));
      }
      await writer.close();
      expect((await readLog(path)).events).toHaveLength(events.length + (recovered === null ? 0 : 1));
    }
  });

  test('keeps each torn end under a name of its own', async () => {
    const path = await newPath();
    for (const end of ['{"one', '{"two']) {
      await writeFile(path, Buffer.concat([bytes, Buffer.from(end)]));
      await (await reopenLog(path)).writer.close();
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
