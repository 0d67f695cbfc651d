import { existsSync } from 'node:fs';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeRepository, runUsersGit, searchPath, temporaryFolder } from '../testing.ts';
import { refusePromisedObjects } from './promised-objects.ts';
import { findRepository } from './repository.ts';
import { openRepositoryFiles } from './repository-files.ts';

/** A git that says it has this version, and does not know these variables. */
async function gitThatIs(version: string, unknown: readonly string[] = []): Promise<string> {
  const folder = await temporaryFolder();
  const script = [
    '#!/bin/sh',
    `[ "$1" = --version ] && { echo "git version ${version}"; exit; }`,
    ...unknown.map((name) => `unset ${name}`),
    `PATH='${searchPath}' exec git "$@"`,
  ];
  await writeFile(join(folder, 'git'), `${script.join('\n')}\n`);
  await chmod(join(folder, 'git'), 0o755);
  return `${folder}:${searchPath}`;
}

/** A repository without its objects, whose settings name a program that is to bring them. */
async function hostileClone(): Promise<{ folder: string; marker: string }> {
  const folder = await makeRepository({ 'package.json': '{}' });
  const marker = join(await temporaryFolder(), 'ran');
  const elsewhere = await temporaryFolder();
  runUsersGit(elsewhere, 'init', '--quiet', '--bare');
  runUsersGit(folder, 'config', 'remote.o.url', elsewhere);
  runUsersGit(folder, 'config', 'remote.o.promisor', 'true');
  runUsersGit(folder, 'config', 'remote.o.uploadpack', `touch ${marker}; false`);
  runUsersGit(folder, 'config', 'protocol.file.allow', 'always');
  runUsersGit(folder, 'config', 'core.repositoryformatversion', '1');
  runUsersGit(folder, 'config', 'extensions.partialClone', 'o');
  const blob = runUsersGit(folder, 'rev-parse', 'HEAD:package.json').trim();
  await rm(join(folder, '.git/objects', blob.slice(0, 2), blob.slice(2)));
  return { folder, marker };
}

const look = async (folder: string, path: string) => {
  const files = await openRepositoryFiles({ top: folder, repository: await findRepository(folder) }, path, [
    'package.json',
  ]);
  await files.text('package.json').catch(() => null);
};

describe('what a partial clone lacks', () => {
  test('is fetched by no git of ours, whatever its age and the settings of the clone', async () => {
    const { folder, marker } = await hostileClone();
    await look(folder, searchPath);
    await look(folder, await gitThatIs('2.39.2', ['GIT_NO_LAZY_FETCH']));
    expect(existsSync(marker)).toBe(false);
    // Control: without either protection the program runs.
    await look(folder, await gitThatIs('2.39.2', ['GIT_NO_LAZY_FETCH', 'GIT_ALLOW_PROTOCOL']));
    expect(existsSync(marker)).toBe(true);
  });

  test('stops a start with an old git, before that has looked at an object', async () => {
    const { folder } = await hostileClone();
    const repository = await findRepository(folder);
    if (repository === null) throw new Error('there is a repository');
    const old = await gitThatIs('2.39.2');
    await expect(refusePromisedObjects(repository, old)).rejects.toThrow(/install git 2\.39\.4 or later/);
    await refusePromisedObjects(repository, await gitThatIs('2.39.4'));
    const whole = await makeRepository({ 'a.txt': 'a\n' });
    const found = await findRepository(whole);
    if (found !== null) await refusePromisedObjects(found, old);
  });

  test('is found behind an included file too', async () => {
    const folder = await makeRepository({ 'a.txt': 'a\n' });
    runUsersGit(folder, 'config', 'include.path', 'more');
    const repository = await findRepository(folder);
    if (repository === null) throw new Error('there is a repository');
    await expect(refusePromisedObjects(repository, await gitThatIs('2.30.1'))).rejects.toThrow(
      /partial clone/,
    );
  });
});
