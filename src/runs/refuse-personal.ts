import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { RepositoryFiles } from '../ports/base-files.ts';
import { isWithin } from '../system/is-within.ts';
import type { FoundWorkspace } from './find-workspace.ts';
import { UsageError } from './usage-error.ts';

/** Folders that a person's home has, and hardly anything else. */
const personal = ['.ssh', '.gnupg'];

/**
 * Refuses a folder whose files are a person's own: all that is taken goes to the endpoint and into a branch. `home` is
 * proofloop's own folder.
 */
export async function refusePersonal(
  { top, repository }: FoundWorkspace,
  files: RepositoryFiles,
  userHome: string,
  home: string,
): Promise<void> {
  const homes = [...new Set([userHome, '/root'].map(realPath))];
  const held = homes.find((path) => path !== '/' && isWithin(path, top));
  if (held !== undefined) throw refusal(top, held === top ? 'is a home' : `holds the home ${held}`);
  // In a repository it is left out by its name.
  if (repository === null && isWithin(realPath(home), top)) throw refusal(top, `holds the runs in ${home}`);
  for (const name of personal) {
    if (!(await files.isOnDisk(name))) continue;
    const isCommitted = repository !== null && (await files.names(name)).length > 0;
    if (!isCommitted) throw refusal(top, `holds ${join(top, name)}`);
  }
}

const refusal = (top: string, reason: string) =>
  new UsageError(
    `${top} ${reason}: its files, keys and settings among them, would go to the endpoint and into a branch. Start in the folder of a project, or name one with -C; nothing was started`,
  );

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
