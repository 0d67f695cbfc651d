import { existsSync, utimesSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { markUsed } from '../system/kept-entries.ts';
import { removeFolder } from '../system/on-disk.ts';
import { openIndex, openStore } from '../wire.ts';
import { findExpired, removeExpired } from './prune-caches.ts';

const dayMs = 24 * 60 * 60_000;

async function makeHome() {
  const home = await mkdtemp(join(tmpdir(), 'proofloop-caches-'));
  onTestFinished(() => removeFolder(home));
  const surroundings = { environment: { PROOFLOOP_HOME: home }, userHome: home, currentFolder: home };
  const keep = async (path: string, daysAgo: number) => {
    const entry = join(home, path);
    await mkdir(join(entry, 'folders'), { recursive: true });
    await writeFile(join(entry, 'setup.json'), '{}\n');
    const usedAt = new Date(Date.now() - daysAgo * dayMs);
    utimesSync(entry, usedAt, usedAt);
    return entry;
  };
  return { home, surroundings, keep };
}

test('what was not used for a month goes, all else stays, and a count is no use', async () => {
  const { home, surroundings, keep } = await makeHome();
  const [old, recent] = [await keep('setup/old', 31), await keep('setup/recent', 29)];
  await mkdir(join(home, 'baselines'));
  await writeFile(join(home, 'baselines/old.json'), '{}');
  utimesSync(join(home, 'baselines/old.json'), 0, 0);
  await findExpired(surroundings);
  const found = await findExpired(surroundings);
  expect(found.flatMap(({ entries }) => entries.map(({ name }) => name))).toEqual(['old', 'old.json']);
  expect(await removeExpired(found)).toBeGreaterThan(0);
  expect([existsSync(old), existsSync(recent), existsSync(join(home, 'baselines/old.json'))]).toEqual([
    false,
    true,
    false,
  ]);
  expect(await findExpired(surroundings)).toEqual([]);
});

test('nothing goes that a run which goes on may use, or that was used since it was looked at', async () => {
  const { home, surroundings, keep } = await makeHome();
  const entry = await keep('setup/old', 31);
  const place = openIndex(surroundings).placeOf('20260101-120000000-abcd');
  await mkdir(join(home, 'runs', place.runId), { recursive: true });
  const claim = await openStore(place).claim();
  // The run goes on since before the entry was last used.
  const [lock = ''] = (await readdir(place.runHome)).filter((name) => name.endsWith('.lock'));
  const content = JSON.parse(await readFile(join(place.runHome, lock), 'utf8'));
  const since = new Date(Date.now() - 35 * dayMs).toISOString();
  await writeFile(join(place.runHome, lock), JSON.stringify({ ...content, since }));
  expect(await findExpired(surroundings)).toEqual([]);
  await rm(join(place.runHome, lock));
  await claim.release();
  const found = await findExpired(surroundings);
  await markUsed(entry);
  expect(await removeExpired(found)).toBe(0);
  expect(existsSync(join(entry, 'setup.json'))).toBe(true);
});
