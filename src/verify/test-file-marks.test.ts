import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { markTestFiles, rewrittenSince } from './test-file-marks.ts';

test('names tests and settings that were written, removed or given their old time again, and nothing else', async () => {
  const root = await mkdtemp(join(tmpdir(), 'proofloop-marks-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const at = (path: string) => join(root, path);
  for (const folder of ['test', 'src', 'node_modules/x/test']) await mkdir(at(folder), { recursive: true });
  const files = ['test/a.js', 'test/b.js', 'test/c.js', 'test/d.js', 'src/a.js', 'node_modules/x/test/a.js'];
  for (const file of [...files, 'vitest.config.js']) await writeFile(at(file), 'one');
  const marks = markTestFiles(root);
  expect(rewrittenSince(root, marks)).toEqual([]);
  const past = new Date(1000);
  await writeFile(at('test/a.js'), 'two');
  await utimes(at('test/a.js'), past, past);
  await rm(at('test/b.js'));
  await writeFile(at('test/c.js'), 'one');
  await writeFile(at('vitest.config.js'), 'two');
  await writeFile(at('src/a.js'), 'two');
  await writeFile(at('test/new.js'), 'new');
  await writeFile(at('node_modules/x/test/a.js'), 'two');
  expect(rewrittenSince(root, marks)).toEqual(['test/a.js', 'test/b.js', 'test/c.js', 'vitest.config.js']);
});
