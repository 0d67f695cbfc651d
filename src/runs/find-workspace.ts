import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { relative } from 'node:path';
import { findRepository, type Repository } from '../workspace/base/repository.ts';
import { UsageError } from './usage-error.ts';

export interface FoundWorkspace {
  /** Absolute path of the repository's top folder, or of the plain folder. */
  top: string;
  /** The named folder as seen from the top; '' for the top itself. */
  folder: string;
  repository: Repository | null;
}

/** The repository or plain folder that `named` stands for; a UsageError where it can't be worked on. */
export async function findWorkspace(named: string): Promise<FoundWorkspace> {
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
