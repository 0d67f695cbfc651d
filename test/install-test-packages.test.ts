import { execFile } from 'node:child_process';
import { chmod, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from './support/run-fixture.ts';

const script = resolve(import.meta.dirname, '../scripts/install-test-packages.sh');

/** A folder to use as PATH: what the script itself needs, and these programs as shell lines. */
async function programsFolder(programs: Record<string, string>): Promise<string> {
  const folder = await temporaryFolder();
  for (const name of ['sed', 'sort', 'tr', 'dirname', 'chmod', 'cat']) {
    await symlink(await realProgram(name), join(folder, name));
  }
  for (const [name, line] of Object.entries(programs)) {
    await writeFile(join(folder, name), `#!/bin/sh\n${line}\n`);
    await chmod(join(folder, name), 0o755);
  }
  return folder;
}

function realProgram(name: string): Promise<string> {
  return new Promise((found, failed) => {
    execFile('/bin/sh', ['-c', `command -v ${name}`], (error, stdout) =>
      error ? failed(error) : found(stdout.trim()),
    );
  });
}

async function install(list: string, programs: Record<string, string>) {
  const path = await programsFolder(programs);
  const listPath = join(path, 'list.txt');
  await writeFile(listPath, list);
  return new Promise<{ exitCode: number; stderr: string }>((ended) => {
    const environment = { PATH: path, FOLDER: path };
    execFile('/bin/sh', [script, listPath], { env: environment }, (error, _stdout, stderr) =>
      ended({ exitCode: error ? Number(error.code) : 0, stderr }),
    );
  });
}

const list = '# programs and packages\nsed sed\nbwrap bubblewrap\n\nmissing-one missing-package # why\n';
const root = 'echo 0';
const someone = 'echo 1000';
/** Installs by writing the programs; tells its arguments. */
const aptGet =
  'echo "apt-get $*" >&2; [ "$1" = install ] && { for name in bwrap missing-one; do echo > "$FOLDER/$name"; chmod 755 "$FOLDER/$name"; done; }; true';

test('nothing is said or done where every program is there', async () => {
  expect(await install('sed sed\ntr coreutils', { id: root, 'apt-get': aptGet })).toEqual({
    exitCode: 0,
    stderr: '',
  });
});

test('root on Debian gets the missing packages, and those only', async () => {
  const { exitCode, stderr } = await install(list, { id: root, 'apt-get': aptGet });
  expect(stderr).toContain(
    'apt-get install --quiet --yes --no-install-recommends bubblewrap missing-package\n',
  );
  expect(exitCode).toBe(0);
});

test.each([
  ['somebody else on Debian', { id: someone, 'apt-get': aptGet }],
  ['root where there is no apt-get', { id: root }],
  ['root where installing leaves them missing', { id: root, 'apt-get': 'true' }],
])('%s is told the packages, and no test is started', async (_who, programs: Record<string, string>) => {
  const { exitCode, stderr } = await install(list, programs);
  expect(stderr).toContain('then start again: bubblewrap missing-package\n');
  expect(exitCode).toBe(1);
});

test('a program that is there and does not run is missing, and is named with what was tried', async () => {
  const broken = 'cargo cargo-package --version\n';
  const { exitCode, stderr } = await install(broken, { id: someone, cargo: '[ "$1" != --version ]' });
  expect(stderr).toContain('then start again: cargo-package\n');
  expect(stderr).toContain('but "cargo --version" fails');
  expect(exitCode).toBe(1);
  // Without arguments to try it out, being there is enough.
  expect(await install('cargo cargo-package\n', { id: someone, cargo: 'false' })).toEqual({
    exitCode: 0,
    stderr: '',
  });
});
