import { appendFile, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Repository, readRepositoryConfig, repositoryPlace } from '../base/repository.ts';
import { type GitPlace, gitLine, runGit } from './run-git.ts';

/** Settings of the user's repository that say how files and blobs relate; none of them can run a program. */
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

export interface RunRepository {
  place: GitPlace;
  /** Configuration of the user's repository, empty for a plain folder. */
  config: ReadonlyMap<string, string>;
  /** Whether the user's repository may lack objects that its commits name. */
  partial: boolean;
}

/**
 * Makes the run's own bare repository at `gitDir`. It sees the user's objects and writes its own; it has no hooks,
 * no filters and no drivers, so that nothing in a work tree can make git run a program.
 */
export async function makeRunRepository(
  gitDir: string,
  repository: Repository | null,
  searchPath: string,
): Promise<RunRepository> {
  await mkdir(gitDir, { recursive: true });
  const place: GitPlace = { searchPath, gitDir, workTree: null, indexFile: null };
  if (repository === null) {
    await initialise(place, 'sha1');
    return { place, config: new Map(), partial: false };
  }
  const users = repositoryPlace(repository, searchPath);
  const config = await readRepositoryConfig(users, repository);
  if (config.get('core.bare') === 'true' && repository.gitDir === repository.commonDir)
    throw new Error(
      `${repository.gitDir} is a bare repository, without files to work on: clone it, and name the clone.`,
    );
  await initialise(place, await gitLine(users, ['rev-parse', '--show-object-format']));
  await appendFile(join(gitDir, 'config'), adoptedConfig(config));
  await borrowObjects(gitDir, repository.commonDir);
  await copyIfThere(join(repository.commonDir, 'shallow'), join(gitDir, 'shallow'));
  await copyIfThere(join(repository.commonDir, 'info', 'attributes'), join(gitDir, 'info', 'attributes'));
  return { place, config, partial: [...config].some(isPromise) };
}

async function initialise(place: GitPlace, objectFormat: string): Promise<void> {
  await runGit(place, [
    'init',
    '--quiet',
    '--bare',
    '--template=',
    '--initial-branch=main',
    `--object-format=${objectFormat}`,
  ]);
}

function adoptedConfig(config: ReadonlyMap<string, string>): string {
  const lines = adoptedSettings.flatMap((name) => {
    const value = config.get(`core.${name}`);
    return value !== undefined && /^\w+$/.test(value) ? [`\t${name} = ${value}\n`] : [];
  });
  return `[core]\n${lines.join('')}`;
}

async function borrowObjects(gitDir: string, commonDir: string): Promise<void> {
  const objects = join(commonDir, 'objects');
  const quoted = objects.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n');
  await writeFile(join(gitDir, 'objects', 'info', 'alternates'), `"${quoted}"\n`);
}

function isPromise([key, value]: [string, string]): boolean {
  return key === 'extensions.partialclone' || (/^remote\..*\.promisor$/.test(key) && value !== 'false');
}

async function copyIfThere(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, to).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}
