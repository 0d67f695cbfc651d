import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeAccessible } from '../../system/on-disk.ts';
import { makeNamedPipe } from '../run/output-pipe.ts';
import { removeEmpty, removeScratch } from '../run/scratch-folder.ts';
import type { accountFiles } from '../show/account-files.ts';
import type { SystemSettings } from '../show/system-files.ts';
import type { Containment } from './containment.ts';
import { ownNameServer } from './public-network.ts';

/** The name servers of a public network, beside the place for the machine's own. */
export const heldNameServers = 'resolv.public.conf';

/** Files that every command of a sandbox is given, and the named pipes that carry their output. */
export interface SandboxFolder {
  filter: string;
  /** A folder that commands see as /etc: one mount for all files, since each mount costs time. */
  settings: string;
  /** The folder with the folders of reports: it stays the same, while these come and go. */
  allReports: string;
  /** Path of a named pipe that nobody has open. */
  takePipe(): Promise<string>;
  /** Gives back a pipe that nobody has open any more. */
  returnPipe(path: string): void;
  /** Path of a new empty folder, which only the user of the commands can use. */
  takeReports(): string;
  /** Puts a folder of reports in the place of `target`, an empty folder on the same disk; null throws it away. */
  returnReports(path: string, target: string | null): Promise<void>;
}

/**
 * Writes the files to `folder`, whatever an earlier process has left there. Small files in one go: a start waits for them,
 * and each turn of the event loop between them takes longer than to write one.
 */
export async function makeSandboxFolder(
  folder: string,
  { filter, settings, user }: Containment,
  accounts: ReturnType<typeof accountFiles>,
): Promise<SandboxFolder> {
  if (existsSync(folder)) await removeScratch(folder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const paths = {
    filter: join(folder, 'filter'),
    settings: join(folder, 'etc'),
    allReports: join(folder, 'reports'),
  };
  makeReadableFolder(paths.allReports);
  writeFileSync(paths.filter, filter);
  copySettings(settings, paths.settings);
  // A place for the machine's own, which a view with a network sees.
  const nameServers = { 'resolv.conf': '', [heldNameServers]: `nameserver ${ownNameServer}\n` };
  for (const [name, text] of Object.entries({ ...accounts, ...nameServers })) {
    writeFileSync(join(paths.settings, name), text);
    chmodSync(join(paths.settings, name), 0o644);
  }
  let made = 0;
  const makePipe = async () => {
    made += 1;
    const path = join(folder, `output-${made}`);
    await makeNamedPipe(path, { PATH: '/usr/bin:/bin' });
    return path;
  };
  // The first is made while all else that a command needs is.
  const first = makePipe();
  first.catch(() => {});
  const free: (string | Promise<string>)[] = [first];
  const freeReports: string[] = [];
  let madeReports = 0;
  return {
    ...paths,
    takePipe: async () => free.pop() ?? makePipe(),
    returnPipe: (path) => free.push(path),
    takeReports() {
      const known = freeReports.pop();
      // Its name can be read from inside, and must not tell what the command is for.
      if (known === undefined) madeReports += 1;
      const path = known ?? join(paths.allReports, `${madeReports}`);
      mkdirSync(path, { mode: 0o700 });
      if (user !== null) chownSync(path, user, user);
      return path;
    },
    async returnReports(path, target) {
      if (target === null) {
        if (!removeEmpty([path])) await removeScratch(path);
      } else {
        await makeAccessible(Buffer.from(path));
        await rename(path, target);
      }
      freeReports.push(path);
    },
  };
}

/** Copies files of /etc, with their modes, and makes places for its folders, which are mounted there. */
function copySettings({ files, folders }: SystemSettings, folder: string): void {
  makeReadableFolder(folder);
  for (const { name } of folders) makeReadableFolder(join(folder, name), folder);
  for (const path of new Set(files.map((name) => dirname(join(folder, name)))))
    makeReadableFolder(path, folder);
  for (const name of files) copyIfReadable(join('/etc', name), join(folder, name));
}

/** What this user can't read, no command needs. */
function copyIfReadable(path: string, target: string): void {
  try {
    copyFileSync(path, target);
  } catch {}
}

/** Makes a folder, and those between it and `top`, that everybody may read, whatever the process's own mask is. */
function makeReadableFolder(path: string, top = path): void {
  if (path !== top) makeReadableFolder(dirname(path), top);
  mkdirSync(path, { recursive: true });
  chmodSync(path, 0o755);
}
