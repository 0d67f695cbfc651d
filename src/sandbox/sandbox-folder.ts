import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { accountFiles } from './account-files.ts';
import { makeNamedPipe } from './output-pipe.ts';

/** Files that every command of a sandbox is given, and the named pipes that carry their output. */
export interface SandboxFolder {
  filter: string;
  passwd: string;
  group: string;
  /** Path of a named pipe that nobody has open. */
  takePipe(): Promise<string>;
  /** Gives back a pipe that nobody has open any more. */
  returnPipe(path: string): void;
}

/** Writes the files to `folder`, whatever an earlier process has left there. */
export async function makeSandboxFolder(
  folder: string,
  filter: Buffer,
  accounts: ReturnType<typeof accountFiles>,
): Promise<SandboxFolder> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const paths = {
    filter: join(folder, 'filter'),
    passwd: join(folder, 'passwd'),
    group: join(folder, 'group'),
  };
  await writeFile(paths.filter, filter);
  await writeFile(paths.passwd, accounts.passwd);
  await writeFile(paths.group, accounts.group);
  const free: string[] = [];
  let made = 0;
  return {
    ...paths,
    async takePipe() {
      const known = free.pop();
      if (known !== undefined) return known;
      made += 1;
      const path = join(folder, `output-${made}`);
      await makeNamedPipe(path, { PATH: '/usr/bin:/bin' });
      return path;
    },
    returnPipe: (path) => free.push(path),
  };
}
