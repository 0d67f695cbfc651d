import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { programPath } from '../support/program.ts';

function help(environment: Record<string, string>): string {
  return execFileSync(process.execPath, [programPath, '--help'], { env: environment, encoding: 'utf8' });
}

test('compiled code is kept in a cache folder that is there, and nothing depends on it', async () => {
  const home = await mkdtemp(join(tmpdir(), 'proofloop-compiled-'));
  const first = help({ HOME: home });
  expect(await readdir(home)).toEqual([]);
  await mkdir(join(home, '.cache'));
  expect(help({ HOME: home })).toBe(first);
  expect(await readdir(join(home, '.cache', 'proofloop'))).not.toEqual([]);
  expect(help({ HOME: home })).toBe(first);
  const named = join(home, 'named');
  await mkdir(named);
  expect(help({ HOME: home, XDG_CACHE_HOME: named })).toBe(first);
  expect(await readdir(join(named, 'proofloop'))).not.toEqual([]);
  const file = join(home, 'file');
  await writeFile(file, '');
  expect(help({ HOME: home, XDG_CACHE_HOME: file })).toBe(first);
});
