import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../system/testing.ts';
import { RunInUseError } from '../store-errors.ts';
import { findHolder, takeWriterLock } from './writer-lock.ts';

const program = `
  import { takeWriterLock } from ${JSON.stringify(new URL('writer-lock.ts', import.meta.url).href)};
  process.stdin.once('data', async () => {
    try {
      await takeWriterLock(process.argv[1], 0);
      console.log('taken');
    } catch (error) {
      console.log(error.name + ' ' + error.pid);
    }
  });
  console.log('ready');
`;

/** A process that tries to take the lock as soon as it is told to, and then lives on. */
async function startTaker(path: string) {
  const flags = ['--experimental-strip-types', '--no-warnings', '--input-type=module', '-e', program, path];
  const child = spawn(process.execPath, flags, { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => endProcess(child));
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const nextLine = async (): Promise<string> => (await lines.next()).value ?? '';
  expect(await nextLine()).toBe('ready');
  return {
    child,
    take() {
      child.stdin.write('\n');
      return nextLine();
    },
  };
}

async function endProcess(child: ChildProcess) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

const newPath = async () => join(await temporaryFolder(), 'run', 'writer.lock');

describe('takeWriterLock', () => {
  test('refuses a second taker in this process by pid and time, until it is released', async () => {
    const path = await newPath();
    const lock = await takeWriterLock(path, 1000);
    await expect(takeWriterLock(path, 2000)).rejects.toThrow(
      `The run is in use by process ${process.pid} since 1970-01-01T00:00:01.000Z`,
    );
    await lock.release();
    await lock.release();
    expect(await readdir(join(path, '..'))).toEqual([]);
    await (await takeWriterLock(path, 3000)).release();
  });

  test('refuses while another process holds it, takes over once that was killed', async () => {
    const path = await newPath();
    const holder = await startTaker(path);
    expect(await holder.take()).toBe('taken');
    await expect(takeWriterLock(path, 0)).rejects.toMatchObject({
      name: 'RunInUseError',
      pid: holder.child.pid,
    });
    await endProcess(holder.child);
    const lock = await takeWriterLock(path, 0);
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ pid: process.pid });
    await lock.release();
    expect(await readdir(join(path, '..'))).toEqual([]);
  });

  test('of ten takers of a dead lock exactly one wins, and the others name a living process', async () => {
    const path = await newPath();
    const dead = await startTaker(path);
    await dead.take();
    await endProcess(dead.child);
    const takers = await Promise.all(Array.from({ length: 10 }, () => startTaker(path)));
    const answers = await Promise.all(takers.map((taker) => taker.take()));
    expect(answers.filter((answer) => answer === 'taken')).toHaveLength(1);
    const pids = takers.map(({ child }) => `RunInUseError ${child.pid}`);
    for (const answer of answers.filter((each) => each !== 'taken')) expect(pids).toContain(answer);
    const winner = takers[answers.indexOf('taken')];
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ pid: winner?.child.pid });
    expect(await readdir(join(path, '..'))).toEqual(['writer.lock']);
  });

  test('of many takers of a dead lock in one process exactly one wins, again and again', async () => {
    const path = await newPath();
    for (let round = 0; round < 50; round += 1) {
      await (await takeWriterLock(path, round)).release();
      await writeFile(path, lockText({ token: `dead ${round}` }));
      const takers = Array.from({ length: 8 }, () => takeWriterLock(path, 0));
      const results = await Promise.allSettled(takers);
      const won = results.filter((result) => result.status === 'fulfilled');
      expect(won).toHaveLength(1);
      for (const result of results) {
        if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(RunInUseError);
        else await result.value.release();
      }
      expect(await readdir(join(path, '..'))).toEqual([]);
    }
  });

  test('a process that died while it took over blocks nobody', async () => {
    const path = await newPath();
    await (await takeWriterLock(path, 0)).release();
    const deadText = lockText({ token: 'first' });
    await writeFile(path, deadText);
    const successor = createHash('sha256').update(deadText).digest('hex').slice(0, 16);
    await writeFile(`${path}.after-${successor}`, lockText({ token: 'second' }));
    await (await takeWriterLock(path, 0)).release();
    expect(await readdir(join(path, '..'))).toEqual([]);
  });

  test('knows a pid that another process has now, where the system tells start times', async () => {
    const path = await newPath();
    await (await takeWriterLock(path, 0)).release();
    const tells = process.platform === 'linux';
    expect(await canTake(lockText({ pid: process.pid, start_time: '1' }))).toBe(tells);
    expect(await canTake(lockText({ pid: process.pid, boot_id: 'another boot' }))).toBe(tells);
    expect(await canTake(lockText({ pid: process.pid }))).toBe(false);

    async function canTake(text: string): Promise<boolean> {
      await writeFile(path, text);
      try {
        await (await takeWriterLock(path, 0)).release();
        return true;
      } catch (error) {
        expect(error).toBeInstanceOf(RunInUseError);
        return false;
      }
    }
  });

  test('leaves a file that is no lock as it is', async () => {
    const path = join(await temporaryFolder(), 'writer.lock');
    await writeFile(path, 'notes');
    await expect(takeWriterLock(path, 0)).rejects.toThrow('is not a lock file of proofloop');
    expect(await readFile(path, 'utf8')).toBe('notes');
  });

  test("release leaves another one's lock", async () => {
    const path = await newPath();
    const lock = await takeWriterLock(path, 0);
    await writeFile(path, lockText({}));
    await lock.release();
    expect(await readFile(path, 'utf8')).toBe(lockText({}));
  });
});

test('the holder of a lock is found as long as it lives', async () => {
  const path = await newPath();
  expect(await findHolder(path)).toBeNull();
  const lock = await takeWriterLock(path, 0);
  expect(await findHolder(path)).toEqual({ pid: process.pid, since: '1970-01-01T00:00:00.000Z' });
  await lock.release();
  expect(await findHolder(path)).toBeNull();
  await writeFile(path, lockText({}));
  expect(await findHolder(path)).toBeNull();
  await writeFile(path, 'notes');
  await expect(findHolder(path)).rejects.toThrow('is not a lock file of proofloop');
});

/** A lock's content; without a `pid`, that of a process that is gone. */
function lockText(part: { pid?: number; start_time?: string; boot_id?: string; token?: string }): string {
  const unusedPid = 2 ** 22 + 1;
  return JSON.stringify({
    pid: unusedPid,
    start_time: null,
    boot_id: null,
    since: 'then',
    token: '',
    ...part,
  });
}
