import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { machineMark } from './machine-mark.ts';

test('another version that a version manager is told in place is another machine', async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'proofloop-mark-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const settings = join(folder, 'tools/user/platform.json');
  mkdirSync(join(folder, 'tools/user'), { recursive: true });
  writeFileSync(settings, '{"node":"24"}');
  // Many a home has them on another disk.
  const link = `${folder}-link`;
  symlinkSync(folder, link);
  onTestFinished(() => rmSync(link));
  const mark = () => machineMark({ folders: [link], searchPath: '' }, Number.POSITIVE_INFINITY);
  const before = await mark();
  expect(before).not.toBeNull();
  writeFileSync(settings, '{"node":"24.1"}');
  expect(await mark()).not.toBe(before);
});
