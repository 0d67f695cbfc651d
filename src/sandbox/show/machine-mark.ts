import { realpathSync } from 'node:fs';
import { markFolders } from '../../system/folder-mark.ts';

/** What of the machine commands can see. */
export interface ShownMachine {
  /** Folders of toolchains and of what they have downloaded, those of the system aside. */
  folders: readonly string[];
  searchPath: string;
}

const ofTheSystem = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', '/etc/alternatives'];

/** So deep, a package that is installed or taken away changes a folder. */
const packagesDepth = 5;

/** So deep lie the files in which version managers write which version is to be used: `~/.pyenv/version`, for one. */
const versionsDepth = 2;

/**
 * Marks the toolchains of this machine: the programs on the search path one by one, else the folders, in which each
 * installed package leaves its trace. Null where there is too much, or something has changed at or after `sinceMs`.
 */
export async function machineMark(
  { folders, searchPath }: ShownMachine,
  sinceMs: number,
): Promise<string | null> {
  const onSearchPath = real(searchPath.split(':').filter((folder) => folder.startsWith('/')));
  const programs = await markFolders('/', onSearchPath, 0, 'files too');
  const versions = await markFolders('/', real(folders), versionsDepth, 'files too');
  const all = await markFolders('/', real([...ofTheSystem, ...folders]), packagesDepth, 'folders');
  if (programs === null || versions === null || all === null) return null;
  const newestMs = Math.max(programs.newestMs, versions.newestMs, all.newestMs);
  return newestMs < sinceMs ? programs.mark + versions.mark + all.mark : null;
}

/** Each folder once, by the name that it really has; without those that are not there. */
function real(folders: readonly string[]): string[] {
  const found = folders.flatMap((folder) => {
    try {
      return [realpathSync(folder)];
    } catch {
      return [];
    }
  });
  return [...new Set(found)];
}
