import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { isWithin } from '../system/is-within.ts';

/**
 * The search path in which programs are looked for that run outside of any sandbox, as git does: without relative
 * folders, and without those of the repository that `currentFolder` belongs to, such as `node_modules/.bin`, which npm
 * and npx put first. Whoever wrote the repository would choose there what is started.
 */
export function ownSearchPath(searchPath: string, currentFolder: string, userHome: string): string {
  const top = repositoryTop(currentFolder);
  const folders = searchPath.split(delimiter).filter(isAbsolute);
  // A home, and what holds it, is no checkout: programs that a user has installed lie there.
  if (isWithin(userHome, top)) return folders.join(delimiter);
  return folders
    .filter((folder) => !isWithin(resolve(folder), top) && !isWithin(real(folder), top))
    .join(delimiter);
}

function repositoryTop(folder: string): string {
  for (let at = real(folder); ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return real(folder);
  }
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}
