import { copyFileSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Repository, RepositoryState } from '../base/repository.ts';
import type { UsersSettings } from '../base/users-settings.ts';
import { type GitPlace, runGit, usersAttributes } from './run-git.ts';

/** Settings of the user's that say how files and blobs relate; none of them can run a program. */
const adoptedSettings = [
  'filemode',
  'symlinks',
  'ignorecase',
  'precomposeunicode',
  'trustctime',
  'checkstat',
  'autocrlf',
  'eol',
];

/** Those of a run's settings that the repositories in its views share, in its git folder. */
export const adoptedFile = 'adopted-config';

export interface RunRepository {
  place: GitPlace;
  /** Whether the user's repository may lack objects that its commits name. */
  partial: boolean;
}

/**
 * Makes the run's own bare repository at `gitDir`. It sees the user's objects and writes its own; it has no hooks,
 * no filters and no drivers, so that nothing in a work tree can make git run a program. Its few small files are written
 * at once: each wait for a thread takes longer than the writing.
 */
export async function makeRunRepository(
  gitDir: string,
  users: { repository: Repository; stands: RepositoryState } | null,
  settings: UsersSettings,
  searchPath: string,
): Promise<RunRepository> {
  mkdirSync(gitDir, { recursive: true });
  const place: GitPlace = { searchPath, gitDir, workTree: null, indexFile: null };
  if (users === null) {
    await initialise(place);
    return { place, partial: false };
  }
  const { repository, stands } = users;
  const { values } = settings;
  if (values.get('core.bare') === 'true' && repository.gitDir === repository.commonDir)
    throw new Error(
      `${repository.gitDir} is a bare repository, without files to work on: clone it, and name the clone.`,
    );
  layOutRepository(gitDir, stands, values);
  borrowObjects(gitDir, repository.commonDir);
  copyIfThere(join(repository.commonDir, 'shallow'), join(gitDir, 'shallow'));
  copyIfThere(join(repository.commonDir, 'info', 'attributes'), join(gitDir, 'info', 'attributes'));
  writeFileSync(join(gitDir, usersAttributes), await joinedTexts(settings.attributesFiles));
  return { place, partial: [...values].some(isPromise) };
}

/** For a plain folder git finds out by itself how its file system behaves. */
async function initialise(place: GitPlace): Promise<void> {
  await runGit(place, ['init', '--quiet', '--bare', '--template=', '--initial-branch=main']);
}

/** What git needs of what `git init --bare` would make, with what the user's repository says of its file system. */
function layOutRepository(
  gitDir: string,
  { objectFormat, head }: RepositoryState,
  config: ReadonlyMap<string, string>,
): void {
  for (const folder of ['objects/info', 'objects/pack', 'refs'])
    mkdirSync(join(gitDir, folder), { recursive: true });
  writeFileSync(join(gitDir, 'HEAD'), `${head?.commit ?? 'ref: refs/heads/main'}\n`);
  const extension = objectFormat === 'sha1' ? '' : `[extensions]\n\tobjectFormat = ${objectFormat}\n`;
  const format = `[core]\n\trepositoryformatversion = ${extension === '' ? 0 : 1}\n\tbare = true\n`;
  const adopted = adoptedConfig(config);
  writeFileSync(join(gitDir, 'config'), format + extension + adopted);
  writeFileSync(join(gitDir, adoptedFile), adopted);
}

function adoptedConfig(config: ReadonlyMap<string, string>): string {
  const lines = adoptedSettings.flatMap((name) => {
    const value = config.get(`core.${name}`);
    return value !== undefined && /^\w+$/.test(value) ? [`\t${name} = ${value}\n`] : [];
  });
  return `[core]\n${lines.join('')}`;
}

/** Lets a run's repository read the objects of the user's. */
export function borrowObjects(gitDir: string, commonDir: string): void {
  const objects = join(commonDir, 'objects');
  const quoted = objects.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n');
  writeFileSync(join(gitDir, 'objects', 'info', 'alternates'), `"${quoted}"\n`);
}

function isPromise([key, value]: [string, string]): boolean {
  return key === 'extensions.partialclone' || (/^remote\..*\.promisor$/.test(key) && value !== 'false');
}

/** Files that git can't read it goes on without. */
async function joinedTexts(paths: readonly string[]): Promise<Buffer> {
  const texts = await Promise.all(paths.map((path) => readFile(path).catch(() => Buffer.alloc(0))));
  return Buffer.concat(texts.flatMap((text) => [text, Buffer.from('\n')]));
}

/** Copies a file that need not exist. What is none is left alone: a pipe would be waited for, and nothing else happen. */
export function copyIfThere(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  if (statSync(from, { throwIfNoEntry: false })?.isFile() === true) copyFileSync(from, to);
}
