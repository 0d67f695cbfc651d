import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, lutimes, readFile, readlink, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  commitAll,
  contentOf,
  filesOf,
  hashesOf,
  makeRepository,
  runUsersGit,
  startTestRun,
  temporaryFolder,
  write,
} from '../testing.ts';

/** A stand-in for Git LFS: real pointers, contents kept in a folder. `marker` is written whenever it runs. */
const lfs = (store: string) => `
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
const input = readFileSync(0);
writeFileSync(${JSON.stringify(store)} + '/marker', '');
if (process.argv[2] === 'clean') {
  const oid = createHash('sha256').update(input).digest('hex');
  writeFileSync(${JSON.stringify(store)} + '/' + oid, input);
  process.stdout.write('version https://git-lfs.github.com/spec/v1\\noid sha256:' + oid + '\\nsize ' + input.length + '\\n');
} else {
  const oid = /oid sha256:([0-9a-f]+)/.exec(input.toString())[1];
  process.stdout.write(readFileSync(${JSON.stringify(store)} + '/' + oid));
}
`;

/** A stand-in for git-crypt: the blob says nothing about the content. */
const crypt = `
import { readFileSync } from 'node:fs';
process.stdout.write(readFileSync(0).map((byte) => byte ^ 0x55));
`;

async function makeFiltered(): Promise<{ folder: string; marker: string }> {
  const store = await temporaryFolder();
  await write(store, { 'lfs.mjs': lfs(store), 'crypt.mjs': crypt });
  const folder = await makeRepository({ 'a.txt': 'a\n' });
  const program = (script: string, how: string) => `"${process.execPath}" "${join(store, script)}" ${how}`;
  for (const how of ['clean', 'smudge']) {
    runUsersGit(folder, 'config', `filter.lfs.${how}`, program('lfs.mjs', how));
    runUsersGit(folder, 'config', `filter.crypt.${how}`, program('crypt.mjs', how));
  }
  await write(folder, {
    '.gitattributes': '*.bin filter=lfs -text\nsecret/* filter=crypt -text\n',
    'big.bin': 'large content\n',
    'secret/key': 'the key\n',
  });
  commitAll(folder, 'filtered');
  await rm(join(store, 'marker'));
  return { folder, marker: join(store, 'marker') };
}

describe('files behind a filter', () => {
  test('keep their blobs in the base and in snapshots, and have their content in views; no filter runs', async () => {
    const { folder, marker } = await makeFiltered();
    const before = hashesOf(folder);
    const run = await startTestRun(folder);
    expect(hashesOf(folder)).toEqual(before);
    const { baseTree } = run.workspace;
    expect(baseTree).toBe(runUsersGit(folder, 'rev-parse', 'HEAD^{tree}').trim());
    expect(contentOf(run, baseTree, 'big.bin')).toMatch(/^version https:\/\/git-lfs/);

    const view = await run.workspace.open('coder', baseTree);
    expect(await readFile(join(view.root, 'big.bin'), 'utf8')).toBe('large content\n');
    expect(await readFile(join(view.root, 'secret/key'), 'utf8')).toBe('the key\n');
    expect(runUsersGit(view.root, 'status', '--porcelain')).toBe('');
    expect(await view.snapshot()).toEqual({ tree: baseTree, refused: [], undelivered: [] });
    await writeFile(join(view.root, 'big.bin'), 'large content\n');
    expect(await view.snapshot()).toEqual({ tree: baseTree, refused: [], undelivered: [] });
    expect(existsSync(marker)).toBe(false);
    // Control: the user's own git runs it for the same touch.
    await writeFile(join(folder, 'big.bin'), 'LARGE content\n');
    runUsersGit(folder, 'add', '--all');
    expect(existsSync(marker)).toBe(true);
  });

  test('are refused where a view has changed or added them; the rest is taken', async () => {
    const { folder } = await makeFiltered();
    const run = await startTestRun(folder);
    const { baseTree } = run.workspace;
    const view = await run.workspace.open('coder', baseTree);
    await write(view.root, { 'big.bin': 'changed\n', 'new.bin': 'new\n', 'b.txt': 'b\n' });
    await chmod(join(view.root, 'secret/key'), 0o755);
    const { tree, refused } = await view.snapshot();
    expect(refused.map(({ path }) => path)).toEqual(['big.bin', 'new.bin', 'secret/key']);
    expect(refused[0]?.reason).toMatch(/^big.bin is stored through a git filter/);
    expect(await run.workspace.changedFiles(baseTree, tree)).toEqual(['b.txt']);
    expect(await view.snapshot()).toEqual({ tree, refused, undelivered: [] });

    await write(view.root, { 'big.bin': 'large content\n' });
    await rm(join(view.root, 'new.bin'));
    await chmod(join(view.root, 'secret/key'), 0o644);
    expect(await view.snapshot()).toEqual({ tree, refused: [], undelivered: [] });
  });

  test('can be removed, and put back', async () => {
    const run = await startTestRun((await makeFiltered()).folder);
    const { baseTree } = run.workspace;
    const view = await run.workspace.open('coder', baseTree);
    await rm(join(view.root, 'big.bin'));
    const { tree } = await view.snapshot();
    expect(filesOf(run, tree)).toEqual(['100644 .gitattributes', '100644 a.txt', '100644 secret/key']);
    const without = await run.workspace.open('tester', tree);
    expect(existsSync(join(without.root, 'big.bin'))).toBe(false);
    await write(view.root, { 'big.bin': 'large content\n' });
    expect(await view.snapshot()).toEqual({ tree: baseTree, refused: [], undelivered: [] });
  });

  test('are refused where the run itself gives a file a filter', async () => {
    const run = await startTestRun(await makeRepository({ 'a.txt': 'a\n' }));
    const view = await run.workspace.open('coder', run.workspace.baseTree);
    await write(view.root, { '.gitattributes': '*.txt filter=x\n', 'a.txt': 'b\n' });
    const { tree, refused } = await view.snapshot();
    expect(refused.map(({ path }) => path)).toEqual(['a.txt']);
    expect(contentOf(run, tree, 'a.txt')).toBe('a\n');
  });

  test.each([
    ['big.bin', 'other content\n'],
    ['secret/key', 'other key\n'],
    ['untracked.bin', 'new\n'],
  ])('stop the start where the user has changed them: %s', async (path, content) => {
    const { folder } = await makeFiltered();
    await write(folder, { [path]: content });
    await expect(startTestRun(folder)).rejects.toThrow(
      `${path} is changed and stored through a git filter (such as Git LFS), which is not run here: commit or stash such changes first.`,
    );
  });

  test('count as unchanged by content where the times say nothing: touched, staged, or not smudged', async () => {
    const { folder } = await makeFiltered();
    await utimes(join(folder, 'big.bin'), 1, 1);
    await write(folder, { 'staged.bin': 'staged\n' });
    runUsersGit(folder, 'add', 'staged.bin');
    const run = await startTestRun(folder);
    expect(contentOf(run, run.workspace.baseTree, 'staged.bin')).toMatch(/^version/);
    await writeFile(join(folder, 'big.bin'), runUsersGit(folder, 'cat-file', 'blob', 'HEAD:big.bin'));
    const pointer = await startTestRun(folder);
    const view = await pointer.workspace.open('tester', pointer.workspace.baseTree);
    expect(await readFile(join(view.root, 'big.bin'), 'utf8')).toMatch(
      new RegExp(createHash('sha256').update('large content\n').digest('hex')),
    );
    expect(await view.snapshot()).toEqual({ tree: pointer.workspace.baseTree, refused: [], undelivered: [] });
  });
});

describe('a link in the place of a file behind a filter', () => {
  /** A checkout as whoever packs it can leave it: its index knows size and time of what lies in the file's place. */
  async function packed(replace: (path: string, secret: string) => Promise<void>): Promise<string> {
    const home = await temporaryFolder();
    const secret = join(home, 'id_rsa');
    await write(home, { id_rsa: 'k'.repeat(secret.length) });
    const folder = await makeRepository({ 'a.txt': 'a\n' });
    const path = join(folder, 'data/id_rsa');
    await write(folder, {
      '.gitattributes': 'data/* filter=lfs -text\n',
      'data/id_rsa': 'x'.repeat(secret.length),
    });
    for (const file of [path, secret]) await utimes(file, 1_700_000_000, 1_700_000_000);
    commitAll(folder, 'filtered');
    await write(folder, { '.git/info/exclude': 'data\n' });
    await replace(path, secret);
    return folder;
  }

  test.each<[string, (path: string, secret: string) => Promise<void>]>([
    [
      'leads its target into no view',
      async (path, secret) => {
        await rm(path);
        await symlink(secret, path);
        await lutimes(path, 1_700_000_000, 1_700_000_000);
      },
    ],
    [
      'nor does one of the folder around it',
      async (path, secret) => {
        await rm(dirname(path), { recursive: true });
        await symlink(dirname(secret), dirname(path));
      },
    ],
  ])('%s', async (_name, replace) => {
    const folder = await packed(replace);
    // The control: by its path the file is read, and it has the size and the time that the index knows.
    expect(await readFile(join(folder, 'data/id_rsa'), 'utf8')).toMatch(/^k+$/);
    const run = await startTestRun(folder);
    const { root } = await run.workspace.open('coder', run.workspace.baseTree);
    const shown = await readFile(join(root, 'data/id_rsa'), 'utf8').catch(() => '');
    expect(await readlink(join(root, 'data/id_rsa')).catch(() => shown)).not.toMatch(/^k/);
    expect(existsSync(join(run.runHome, 'filtered/1'))).toBe(false);
  });
});

test('attributes are not read through a link', async () => {
  const folder = await makeRepository({ 'a.txt': 'a\n', 'b/.gitattributes': '*.bin text\n' });
  await rm(join(folder, 'b/.gitattributes'));
  await symlink('/dev/zero', join(folder, 'b/.gitattributes'));
  // The control: who reads what it leads to is given no end.
  const read = spawnSync('head', ['-c', '1000000', join(folder, 'b/.gitattributes')]);
  expect(read.stdout.length).toBe(1_000_000);
  const run = await startTestRun(folder);
  expect(filesOf(run, run.workspace.baseTree)).toContain('120000 b/.gitattributes');
});
