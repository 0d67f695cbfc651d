import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { markFolders } from './folder-mark.ts';

/** A folder with these files, all from one time. */
function lay(files: readonly string[]): string {
  const top = mkdtempSync(join(tmpdir(), 'proofloop-mark-'));
  onTestFinished(() => rmSync(top, { recursive: true, force: true }));
  for (const file of files) {
    mkdirSync(dirname(join(top, file)), { recursive: true });
    writeFileSync(join(top, file), 'text');
  }
  const settle = (path: string) => utimesSync(join(top, path), 1000, 1000);
  for (const file of files) {
    settle(file);
    for (let path = dirname(file); path !== '.'; path = dirname(path)) settle(path);
  }
  return top;
}

const files = ['modules/a/index.js', 'modules/b/lib/index.js'];
const markOf = async (top: string, looksAt: 'folders' | 'files too' = 'files too', depth = 9) =>
  (await markFolders(top, ['modules'], depth, looksAt))?.mark;

test('the same files in another place have the same mark', async () => {
  expect(await markOf(lay(files))).toBe(await markOf(lay(files)));
});

test.each<[string, (top: string) => void]>([
  ['a file with another text', (top) => writeFileSync(join(top, 'modules/b/lib/index.js'), 'other text')],
  ['a file of another time', (top) => utimesSync(join(top, 'modules/a/index.js'), 2000, 2000)],
  ['a further file', (top) => writeFileSync(join(top, 'modules/a/more.js'), '')],
  ['a file that is gone', (top) => rmSync(join(top, 'modules/a/index.js'))],
  ['a file with another name', (top) => renameSync(join(top, files[0] ?? ''), join(top, 'modules/a/b.js'))],
])('%s changes it', async (_name, change) => {
  const top = lay(files);
  const before = await markOf(top);
  change(top);
  expect(await markOf(top)).not.toBe(before);
});

test('of folders alone, what was installed or taken away changes it, and is told by its time', async () => {
  const top = lay(files);
  const before = await markFolders(top, ['modules'], 9, 'folders');
  expect(before?.newestMs).toBe(1_000_000);
  mkdirSync(join(top, 'modules/c'));
  const after = await markFolders(top, ['modules'], 9, 'folders');
  expect(after?.mark).not.toBe(before?.mark);
  expect(after?.newestMs).toBeGreaterThan(1_000_000);
});
