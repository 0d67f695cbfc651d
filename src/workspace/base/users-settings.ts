import { devNull } from 'node:os';
import { delimiter, isAbsolute, resolve } from 'node:path';
import { runProgramInHelperShell } from '../../system/helper-shell.ts';

/** Where git finds the user's own settings. */
export interface UsersGit {
  environment: Readonly<Record<string, string>>;
  /** The lists that count where the settings name no others; they need not exist. */
  excludesFile: string;
  attributesFile: string;
}

/** What git is told by the system's, the user's and the repository's settings, as the user's own git would have it. */
export interface UsersSettings {
  /** By lower-case key, the last value of each; a key without a value is `true`. */
  values: ReadonlyMap<string, string>;
  /** Absolute path of the list of files that git leaves out; it need not exist. */
  excludesFile: string;
  /** Absolute paths of the attributes that hold everywhere, the weaker first; they need not exist. */
  attributesFiles: readonly string[];
}

/** Of all git commands that are given here the only one that reads the user's files; it runs none of their programs. */
export async function readUsersSettings(
  place: { gitDir: string | null; top: string; searchPath: string },
  users: UsersGit,
): Promise<UsersSettings> {
  const git = async (...args: string[]) => {
    const { exitCode, stdout, stderr } = await runProgramInHelperShell({
      words: ['git', `--git-dir=${place.gitDir ?? devNull}`, ...args],
      folder: place.top,
      environment: {
        PATH: place.searchPath.split(delimiter).filter(isAbsolute).join(delimiter) || devNull,
        LC_ALL: 'C',
        ...users.environment,
      },
      changesNothing: true,
    });
    if (exitCode !== 0)
      throw new Error(stderr.toString().trim().split('\n')[0] || `git ended with ${exitCode}`);
    return stdout.toString();
  };
  const listing = await git('config', '--list', '-z').catch((error: Error) => {
    throw new Error(`Your git settings can't be read (${error.message}): mend them, then start again.`);
  });
  const values = new Map(listing.split('\0').slice(0, -1).map(asEntry));
  const pathOf = async (key: string, fallback: string) => {
    if (!values.has(key)) return fallback;
    // Git knows whose home a tilde stands for.
    const path = await git('config', '--type=path', '--get', key).catch(() => '');
    return path === '' ? fallback : resolve(place.top, path.replace(/\n$/, ''));
  };
  const isSystemLeftOut = 'GIT_ATTR_NOSYSTEM' in users.environment;
  return {
    values,
    excludesFile: await pathOf('core.excludesfile', users.excludesFile),
    attributesFiles: [
      ...(isSystemLeftOut ? [] : ['/etc/gitattributes']),
      await pathOf('core.attributesfile', users.attributesFile),
    ],
  };
}

function asEntry(record: string): [string, string] {
  const end = record.indexOf('\n');
  return end < 0 ? [record, 'true'] : [record.slice(0, end), record.slice(end + 1)];
}
