import { execFileSync } from 'node:child_process';
import { chmod, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commitAll, makeRepository, runUsersGit, startTestRun, temporaryFolder, write } from '../testing.ts';
import { unreadableFolders } from './checkout-facts.ts';

const factsOf = async (folder: string) => (await startTestRun(folder)).checkout;

test('a checkout as it was committed has nothing to be said of it', async () => {
  const folder = await makeRepository({
    'a.txt': 'a\n',
    '.env': 'COMMITTED=1\n',
    '.gitignore': 'ignored.pem\n',
  });
  await write(folder, { 'ignored.pem': '' });
  expect(await factsOf(folder)).toEqual({ uncommittedFiles: 0, notices: [] });
});

test('uncommitted files are counted, and those that look like keys are named with the way to leave them out', async () => {
  const folder = await makeRepository({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
  const keys = ['.env', '.env.local', 'deploy/id_ed25519', 'deploy/server.pem', '.npmrc', 'credentials.json'];
  const others = ['.env.example', 'id_ed25519.pub', 'keyboard.ts', 'environment.ts', 'secret.ts'];
  await write(folder, Object.fromEntries([...keys, ...others].map((path) => [path, ''])));
  await write(folder, { 'a.txt': 'changed\n', 'mine.txt': '-----BEGIN OPENSSH PRIVATE KEY-----\n' });
  await rm(join(folder, 'b.txt'));
  const { uncommittedFiles, notices } = await factsOf(folder);
  expect(uncommittedFiles).toBe(keys.length + others.length + 3);
  expect(notices).toHaveLength(1);
  const named = notices[0]?.split(' may hold')[0] ?? '';
  expect(named).toMatch(/^\.env, \.env\.local, \.npmrc, credentials\.json, deploy\/id_ed25519 and 2 more$/);
  expect(notices[0]).toContain(`to leave it out, name it in .gitignore or ${folder}/.git/info/exclude`);
  await write(folder, { '.git/info/exclude': '.env*\n.npmrc\ncredentials.json\n*.pem\nmine.txt\nid_*\n' });
  expect((await factsOf(folder)).notices).toEqual([]);
});

test('a plain folder has no commit to differ from, and its keys are named as well', async () => {
  const folder = await temporaryFolder();
  await write(folder, { 'a.txt': '', '.env': '' });
  const { uncommittedFiles, notices } = await factsOf(folder);
  expect(uncommittedFiles).toBeNull();
  expect(notices).toEqual([expect.stringMatching(/^\.env may hold .* name it in \.gitignore$/)]);
});

test.each([
  ['merge', (folder: string) => runUsersGit(folder, 'merge', 'other')],
  ['rebase', (folder: string) => runUsersGit(folder, 'rebase', 'other')],
  ['cherry-pick', (folder: string) => runUsersGit(folder, 'cherry-pick', 'other')],
])('a %s in progress is told, with the files that are in conflict', async (word, begin) => {
  const folder = await makeRepository({ 'a.txt': 'base\n' });
  runUsersGit(folder, 'checkout', '--quiet', '-b', 'other');
  await write(folder, { 'a.txt': 'theirs\n' });
  commitAll(folder, 'theirs');
  runUsersGit(folder, 'checkout', '--quiet', 'main');
  await write(folder, { 'a.txt': 'ours\n' });
  commitAll(folder, 'ours');
  expect(() => begin(folder)).toThrow();
  expect((await factsOf(folder)).notices).toEqual([
    `a ${word} is in progress, and the files are taken as they are now; with conflicts, and perhaps their markers: a.txt`,
  ]);
});

test('what can not be read is named, and left out', async () => {
  const folder = await makeRepository({ 'a.txt': 'a\n' });
  await write(folder, { 'closed/b.txt': 'b\n' });
  await chmod(join(folder, '..'), 0o755);
  await chmod(join(folder, 'closed'), 0o000);
  // Root can read everything: git as another user can't.
  const asOther =
    process.getuid?.() === 0 ? ['setpriv', '--reuid=65533', '--regid=65533', '--clear-groups'] : [];
  const said = execFileSync(
    'sh',
    [
      '-c',
      `exec ${asOther.join(' ')} git --git-dir="$0/.git" --work-tree="$0" ls-files --others 2>&1 >/dev/null`,
      folder,
    ],
    { encoding: 'utf8', env: { PATH: process.env.PATH, LC_ALL: 'C' } },
  );
  expect(unreadableFolders(said)).toEqual(['closed']);
  await chmod(join(folder, 'closed'), 0o700);
});
