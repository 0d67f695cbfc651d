import { chmod, copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { accountFiles } from './account-files.ts';
import type { Containment } from './containment.ts';
import { makeNamedPipe } from './output-pipe.ts';
import type { SystemSettings } from './system-files.ts';

/** Files that every command of a sandbox is given, and the named pipes that carry their output. */
export interface SandboxFolder {
  filter: string;
  /** A folder that commands see as /etc: one mount for all files, since each mount costs time. */
  settings: string;
  /** Path of a named pipe that nobody has open. */
  takePipe(): Promise<string>;
  /** Gives back a pipe that nobody has open any more. */
  returnPipe(path: string): void;
}

/** Writes the files to `folder`, whatever an earlier process has left there. */
export async function makeSandboxFolder(
  folder: string,
  { filter, settings }: Containment,
  accounts: ReturnType<typeof accountFiles>,
): Promise<SandboxFolder> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const paths = { filter: join(folder, 'filter'), settings: join(folder, 'etc') };
  await writeFile(paths.filter, filter);
  await copySettings(settings, paths.settings);
  // A place for the machine's own, which a view with a network sees.
  for (const [name, text] of Object.entries({ ...accounts, 'resolv.conf': '' })) {
    await writeFile(join(paths.settings, name), text);
    await chmod(join(paths.settings, name), 0o644);
  }
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

/** Copies files of /etc, with their modes, and makes places for its folders, which are mounted there. */
async function copySettings({ files, folders }: SystemSettings, folder: string): Promise<void> {
  await makeReadableFolder(folder);
  for (const { name } of folders) await makeReadableFolder(join(folder, name), folder);
  for (const name of files) {
    await makeReadableFolder(dirname(join(folder, name)), folder);
    // What this user can't read, no command needs.
    await copyFile(join('/etc', name), join(folder, name)).catch(() => {});
  }
}

/** Makes a folder, and those between it and `top`, that everybody may read, whatever the process's own mask is. */
async function makeReadableFolder(path: string, top = path): Promise<void> {
  if (path !== top) await makeReadableFolder(dirname(path), top);
  await mkdir(path, { recursive: true });
  await chmod(path, 0o755);
}
