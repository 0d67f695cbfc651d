import { chmod, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { contentOf, filesOf, makeRepository, startTestRun, temporaryFolder, write } from '../testing.ts';

const sealed = (folder: string) => ({ kind: 'sealed files', folder }) as const;

test('the files of a folder lie over the tree, byte for byte, with their modes and links', async () => {
  const run = await startTestRun(
    await makeRepository({ 'src/a.js': 'base\n', checks: 'a file\n', '.gitignore': 'checks' }),
  );
  const folder = await temporaryFolder();
  await write(folder, {
    'src/a.js': 'sealed\r\n',
    'checks/run.sh': 'sealed\n',
    'checks/ü.bin': Buffer.from([0xff, 0, 10]),
    '.git/config': 'not taken\n',
  });
  await chmod(join(folder, 'checks/run.sh'), 0o755);
  await symlink('run.sh', join(folder, 'checks/link'));
  await mkdir(join(folder, 'empty'));
  const tree = await run.workspace.treeWith(run.workspace.baseTree, sealed(folder));
  expect(filesOf(run, tree)).toEqual([
    '100644 .gitignore',
    '120000 checks/link',
    '100755 checks/run.sh',
    '100644 checks/ü.bin',
    '100644 src/a.js',
  ]);
  expect(contentOf(run, tree, 'src/a.js')).toBe('sealed\r\n');
  expect(contentOf(run, tree, 'checks/link')).toBe('run.sh');
});

test('an empty folder changes nothing, one that is missing is told by its path', async () => {
  const run = await startTestRun(await makeRepository({ 'a.js': '' }));
  const folder = await temporaryFolder();
  const { baseTree } = run.workspace;
  expect(await run.workspace.treeWith(baseTree, sealed(folder))).toBe(baseTree);
  await expect(run.workspace.treeWith(baseTree, sealed(join(folder, 'none')))).rejects.toThrow(
    join(folder, 'none'),
  );
});

test('a name that git can not be given is refused by its path', async () => {
  const run = await startTestRun(await makeRepository({ 'a.js': '' }));
  const folder = await temporaryFolder();
  await write(folder, { 'a\nb.js': '' });
  await expect(run.workspace.treeWith(run.workspace.baseTree, sealed(folder))).rejects.toThrow('a\\nb.js');
});
