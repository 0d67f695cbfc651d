import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { asciiAlone } from '../scripts/ascii-alone.ts';

const dist = resolve(import.meta.dirname, '../dist');

/** What becomes of a file of the bundle. */
function written(code: string): string {
  const output = { type: 'chunk' as const, code };
  asciiAlone().generateBundle(null, { file: output });
  return output.code;
}

test('what the program loads is ASCII alone', async () => {
  // These are bundles of their own, which it does not load itself.
  const others = /^(apply-patch|report-reader|plain-xml|tap-text)/;
  const files = (await readdir(dist)).filter((name) => name.endsWith('.js') && !others.test(name));
  expect(files.length).toBeGreaterThan(50);
  for (const name of files)
    expect(await readFile(join(dist, name), 'latin1'), name).not.toMatch(/[^\0-\x7f]/);
});

test('an escape stands for its character in texts, patterns and names', () => {
  const code = 'const naïve = `…` + (/[—😀]/u.test("—") && /😀/u.test("😀")) + "é"; naïve';
  const ascii = written(code);
  expect(ascii).not.toMatch(/[^\0-\x7f]/);
  expect([runInNewContext(code), runInNewContext(ascii)]).toEqual(['…trueé', '…trueé']);
  expect(() => written('String.raw`…`')).toThrow('raw text');
});
