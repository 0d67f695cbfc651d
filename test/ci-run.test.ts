import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from './support/run-fixture.ts';

const script = resolve(import.meta.dirname, '../.ci/run');

/** Runs a copy of the script from elsewhere, with an npm that notes its calls and fails at `failing`. */
async function runWith(failing: string): Promise<{ exitCode: number; calls: string }> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'checkout/.ci'), { recursive: true });
  await cp(script, join(folder, 'checkout/.ci/run'));
  const npm = `#!/bin/sh\necho "$(basename "$PWD") $* $(cat)" >> '${folder}/calls'\n[ "$1" != '${failing}' ]\n`;
  await writeFile(join(folder, 'npm'), npm);
  await chmod(join(folder, 'npm'), 0o755);
  const child = spawn(join(folder, 'checkout/.ci/run'), [], {
    cwd: folder,
    env: { PATH: `${folder}:${process.env.PATH}`, CI: 'true' },
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  // What is waiting on its input must reach nobody, and an open input must hold nobody up.
  child.stdin.on('error', () => undefined).write('input\n');
  const [exitCode] = (await once(child, 'exit')) as [number];
  child.stdin.destroy();
  return { exitCode, calls: await readFile(join(folder, 'calls'), 'utf8') };
}

test.each([
  ['nothing', { exitCode: 0, calls: 'checkout ci \ncheckout start \ncheckout ci \ncheckout test \n' }],
  ['test', { exitCode: 1, calls: 'checkout ci \ncheckout start \ncheckout ci \ncheckout test \n' }],
  ['start', { exitCode: 1, calls: 'checkout ci \ncheckout start \n' }],
  ['ci', { exitCode: 1, calls: 'checkout ci \n' }],
])('the build script plays the demo, then tests; where %s fails it says so', async (failing, result) => {
  expect(await runWith(failing)).toEqual(result);
});
