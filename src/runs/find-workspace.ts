import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import type { Surroundings } from '../config/surroundings.ts';
import type { CommandLine } from '../core/settings/settings.ts';
import { findSandbox } from '../sandbox/find-sandbox.ts';
import { refusePromisedObjects } from '../workspace/base/promised-objects.ts';
import { findRepository, type Repository } from '../workspace/base/repository.ts';
import { UsageError } from './usage-error.ts';

export interface FoundWorkspace {
  /** Absolute path of the repository's top folder, or of the plain folder. */
  top: string;
  /** The named folder as seen from the top; '' for the top itself. */
  folder: string;
  repository: Repository | null;
}

/** The workspace that a command line names, or the current folder; a UsageError where it can't be worked on. */
export async function findNamedWorkspace(
  { workspace, sandbox }: CommandLine,
  { currentFolder, environment, ownPorts }: Surroundings,
): Promise<FoundWorkspace> {
  // Takes longest, and most of that is waiting for other processes: begun before all else, and awaited after all else.
  if (sandbox !== 'off' && ownPorts?.sandbox === undefined) findSandbox().catch(() => {});
  const found = await findWorkspace(
    typeof workspace === 'string' ? resolve(currentFolder, workspace) : currentFolder,
  );
  if (found.repository !== null)
    await refusePromisedObjects(found.repository, environment.PATH ?? '').catch((error: Error) => {
      throw new UsageError(error.message);
    });
  return found;
}

/** The repository or plain folder that `named` stands for; a UsageError where it can't be worked on. */
async function findWorkspace(named: string): Promise<FoundWorkspace> {
  const found = await stat(named).catch((error: NodeJS.ErrnoException) => {
    const problem = error.code === 'ENOENT' ? 'does not exist' : `can't be opened (${error.code})`;
    throw new UsageError(`the workspace ${named} ${problem}; name a folder with -C`);
  });
  if (!found.isDirectory())
    throw new UsageError(`the workspace ${named} is not a folder; name a folder with -C`);
  await access(named, constants.R_OK | constants.X_OK).catch(() => {
    throw new UsageError(`the workspace ${named} can't be read by this user; nothing was started`);
  });
  const folder = await realpath(named);
  const repository = await findRepository(folder).catch((error: Error) => {
    throw new UsageError(error.message);
  });
  const top = repository?.top ?? folder;
  return { top, folder: relative(top, folder), repository };
}
