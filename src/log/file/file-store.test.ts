import { lstat, mkdir, readdir, readFile, readlink, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runIndexContract } from '../../../test/contracts/run-index.ts';
import { storeContract } from '../../../test/contracts/store.ts';
import type { NewEvent } from '../../core/events.ts';
import { temporaryFolder } from '../../system/testing.ts';
import { endOf } from '../seal-line.ts';
import { retried, sealed, stopped } from '../testing.ts';
import { createFileIndex } from './file-index.ts';
import { createFileStore } from './file-store.ts';

storeContract(async () => {
  const runHome = await temporaryFolder();
  return () => createFileStore({ runHome, logPath: join(runHome, 'loop.jsonl') }, Date.now);
});

runIndexContract(async () => {
  const folder = await temporaryFolder();
  const index = createFileIndex(join(folder, 'runs'), folder);
  return { index, open: (place) => createFileStore(place, Date.now) };
});

const closing: NewEvent = {
  event: 'iteration_failed',
  payload: { iteration: 1, error: 'x', consecutive_failures: 1 },
};

async function newRun(logPath?: string) {
  const runHome = await temporaryFolder();
  const place = { runHome, logPath: logPath ?? join(runHome, 'loop.jsonl') };
  const store = createFileStore(place, () => 0);
  const log = await (await store.claim()).create();
  onTestFinished(() => log.close());
  return { ...place, store, log };
}

test('room for the last lines is kept while the log is open', async () => {
  const { runHome, store, log } = await newRun();
  const spare = join(runHome, 'spare');
  expect((await stat(spare)).size).toBeGreaterThan(100_000);
  await log.makeRoom();
  await expect(stat(spare)).rejects.toMatchObject({ code: 'ENOENT' });
  await log.close();
  const { log: again } = await (await store.claim()).open();
  expect((await stat(spare)).size).toBeGreaterThan(100_000);
  await again.close();
  expect(await readdir(runHome)).toEqual(['loop.jsonl']);
});

test('a log that lies elsewhere is found by its run', async () => {
  const logPath = join(await temporaryFolder(), 'deep', 'own.jsonl');
  const { runHome, log } = await newRun(logPath);
  await log.append(sealed([stopped]));
  expect(await readlink(join(runHome, 'loop.jsonl'))).toBe(logPath);
  expect((await lstat(logPath)).isFile()).toBe(true);
  const found = createFileStore({ runHome, logPath: join(runHome, 'loop.jsonl') }, () => 0);
  expect((await found.read()).events).toHaveLength(1);
});

describe('the head', () => {
  test('is kept when an iteration was closed, and tells when that line is lost', async () => {
    const { logPath, runHome, store, log } = await newRun();
    const lines = sealed([retried('one'), closing, stopped]);
    await log.append(lines.slice(0, 2));
    await log.append(lines.slice(2));
    expect(JSON.parse(await readFile(join(runHome, 'head'), 'utf8'))).toEqual({
      seq: 2,
      line_sha256: endOf(lines[1] ?? expect.fail()).hash,
    });
    const lengths = lines.map(({ line }) => Buffer.byteLength(line) + 1);
    await truncate(logPath, (lengths[0] ?? 0) + (lengths[1] ?? 0));
    expect((await store.read()).damage).toBeNull();
    await truncate(logPath, lengths[0] ?? 0);
    expect((await store.read()).damage).toContain('has 1 whole lines, although 2 were on disk');
  });

  test('that can not be read is damage, and one that is gone is none', async () => {
    const { runHome, store, log } = await newRun();
    await log.append(sealed([closing]));
    await writeFile(join(runHome, 'head'), 'notes');
    expect((await store.read()).damage).toContain('is damaged');
    await rm(join(runHome, 'head'));
    expect((await store.read()).damage).toBeNull();
  });

  test('that can not be written does not keep the log from going on', async () => {
    const { runHome, store, log } = await newRun();
    // Nothing can take the place of a folder that holds something.
    await mkdir(join(runHome, 'head', 'full'), { recursive: true });
    await log.append(sealed([closing]));
    await rm(join(runHome, 'head'), { recursive: true });
    expect((await store.read()).events).toHaveLength(1);
  });
});
