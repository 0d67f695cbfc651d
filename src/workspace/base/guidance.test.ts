import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commitAll, makeRepository, runUsersGit, startTestRun, temporaryFolder, write } from '../testing.ts';

test('guidance is that of the base commit, the root first', async () => {
  const folder = await makeRepository({
    'AGENTS.md': '\ufeffroot\n',
    'b/AGENTS.md': 'ü in b\n',
    'a/deep/AGENTS.md': '',
    'a/notes/AGENTS.md.txt': 'not it\n',
  });
  await write(folder, { 'AGENTS.md': 'planted\n', 'c/AGENTS.md': 'planted\n' });
  const { guidance } = await startTestRun(folder);
  expect(guidance).toEqual([
    { path: 'AGENTS.md', text: 'root\n' },
    { path: 'a/deep/AGENTS.md', text: '' },
    { path: 'b/AGENTS.md', text: 'ü in b\n' },
  ]);
});

test('a link within the tree is followed, one out of it is not', async () => {
  const folder = await makeRepository({ 'CLAUDE.md': 'shared\n' });
  for (const path of ['out', 'gone', 'loop', 'dir']) await mkdir(join(folder, path));
  await symlink('CLAUDE.md', join(folder, 'AGENTS.md'));
  await symlink('/etc/hostname', join(folder, 'out/AGENTS.md'));
  await symlink('nothing', join(folder, 'gone/AGENTS.md'));
  await symlink('AGENTS.md', join(folder, 'loop/AGENTS.md'));
  await symlink('../out', join(folder, 'dir/AGENTS.md'));
  await write(folder, { 'z/AGENTS.md': 'last\n' });
  commitAll(folder, 'links');
  const { guidance } = await startTestRun(folder);
  expect(guidance).toEqual([
    { path: 'AGENTS.md', text: 'shared\n' },
    { path: 'z/AGENTS.md', text: 'last\n' },
  ]);
});

test('without a commit it is that of the base tree', async () => {
  const folder = await temporaryFolder();
  await write(folder, { 'AGENTS.md': 'plain\n' });
  expect((await startTestRun(folder)).guidance).toEqual([{ path: 'AGENTS.md', text: 'plain\n' }]);
  const unborn = await temporaryFolder();
  runUsersGit(unborn, 'init', '--quiet');
  expect((await startTestRun(unborn)).guidance).toEqual([]);
});
