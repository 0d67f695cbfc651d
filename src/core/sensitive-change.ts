import { hasInstallHooks, newInstallHooks } from './install-hooks.ts';
import { type SensitiveFile, sensitive, sensitiveFiles } from './sensitive-path.ts';

/** A path that differs between two trees, with what can tell whether it acts by itself. */
export interface ChangedFile {
  path: string;
  /** The texts of a manifest; null for any other file, and where there is none. */
  before: string | null;
  after: string | null;
  /** Where the path leads now that it is a symbolic link; null for what is none. */
  link: string | null;
  /** It lies in a folder that git would take for one of its own, since that has a file HEAD. */
  inGitFolder: boolean;
}

const nameInGitFolder = /^(.*\/)?(?:config(?:\.worktree)?|hooks\/[^/]+|objects\/info\/alternates)$/i;

/** The folder, with its slash, that a path would belong to if that were a git folder; null for what decides nothing there. */
export function gitFolderOf(path: string): string | null {
  const [found, folder = ''] = nameInGitFolder.exec(path) ?? [];
  return found === undefined ? null : folder;
}

/** Those of the changes that can have an effect on a machine without being run by name. */
export function sensitiveChanges(changes: readonly ChangedFile[]): SensitiveFile[] {
  return changes.flatMap(({ path, before, after, link, inGitFolder }) => {
    const byPath = sensitiveFiles([path]);
    if (byPath.length > 0) return byPath;
    if (inGitFolder) return [{ path, effect: sensitive.gitFolders[1] }];
    if (link !== null && leadsOut(path, link)) {
      return [{ path, effect: `is a link that leads out of the repository, to ${link}` }];
    }
    const hooks = hasInstallHooks(path) ? newInstallHooks(path, before, after) : [];
    return hooks.length === 0
      ? []
      : [{ path, effect: `has what runs when it is installed: ${hooks.join(', ')}` }];
  });
}

/** Whether a link at this path names anything but a path below the top. */
export function leadsOut(path: string, target: string): boolean {
  if (/^([\\/~]|[a-zA-Z]:)/.test(target)) return true;
  let depth = path.split('/').length - 1;
  for (const name of target.split(/[\\/]/)) {
    if (name === '..') depth -= 1;
    else if (name !== '' && name !== '.') depth += 1;
    if (depth < 0) return true;
  }
  return false;
}
