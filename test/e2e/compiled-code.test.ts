import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { programPath } from '../support/program.ts';

function help(environment: Record<string, string>): string {
  return execFileSync(process.execPath, [programPath, '--help'], { env: environment, encoding: 'utf8' });
}

test('compiled code is kept in the cache folder, which nothing depends on', async () => {
  const home = await mkdtemp(join(tmpdir(), 'proofloop-compiled-'));
  const named = join(home, 'named');
  const first = help({ HOME: home, XDG_CACHE_HOME: named });
  expect(await readdir(join(named, 'proofloop'))).not.toEqual([]);
  expect(await readdir(home)).toEqual(['named']);
  expect(help({ HOME: home, XDG_CACHE_HOME: named })).toBe(first);
  await writeFile(join(home, 'file'), '');
  expect(help({ HOME: home, XDG_CACHE_HOME: join(home, 'file') })).toBe(first);
  expect(help({ HOME: home })).toBe(first);
  expect(await readdir(join(home, '.cache', 'proofloop'))).not.toEqual([]);
});
