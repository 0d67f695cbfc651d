import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeRepository, runUsersGit, temporaryFolder, write } from '../testing.ts';
import { findRepository } from './repository.ts';

describe('findRepository', () => {
  test('finds the repository from its top and from a folder inside', async () => {
    const top = await makeRepository({ 'src/deep/a.txt': 'a\n' });
    const found = { top, gitDir: join(top, '.git'), commonDir: join(top, '.git') };
    expect(await findRepository(top)).toEqual(found);
    expect(await findRepository(join(top, 'src/deep'))).toEqual(found);
  });

  test('follows the .git file of a linked worktree to the common folder', async () => {
    const top = await makeRepository({ 'a.txt': 'a\n' });
    const linked = join(await temporaryFolder(), 'linked');
    runUsersGit(top, 'worktree', 'add', '--quiet', linked);
    expect(await findRepository(linked)).toEqual({
      top: linked,
      gitDir: join(top, '.git/worktrees/linked'),
      commonDir: join(top, '.git'),
    });
  });

  test('has nothing for a plain folder, nor for an empty .git', async () => {
    const folder = await temporaryFolder();
    expect(await findRepository(folder)).toBeNull();
    await mkdir(join(folder, '.git'));
    expect(await findRepository(folder)).toBeNull();
  });

  test('refuses with a sentence what holds no files', async () => {
    const top = await makeRepository({ 'a.txt': 'a\n' });
    await expect(findRepository(join(top, '.git'))).rejects.toThrow(/lies in the git folder/);
    await expect(findRepository(join(top, '.git/refs/heads'))).rejects.toThrow(/lies in the git folder/);
    const bare = join(await temporaryFolder(), 'bare.git');
    runUsersGit(top, 'clone', '--quiet', '--bare', top, bare);
    await expect(findRepository(bare)).rejects.toThrow(/is a bare repository/);
    await expect(findRepository(join(top, 'missing'))).rejects.toThrow(/can't be opened \(ENOENT\)/);
    const broken = await temporaryFolder();
    await write(broken, { '.git': 'gitdir: ../gone\n' });
    await expect(findRepository(broken)).rejects.toThrow(/names no git folder that exists/);
  });
});
