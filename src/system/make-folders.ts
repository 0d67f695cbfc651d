import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from './error-code.ts';

/**
 * Makes a folder, for its owner alone, with those above it that are missing; resolves with the outermost one that was
 * made, undefined where all were there. Node's own recursive form never ends below /proc, where nothing can be made.
 */
export async function makeFolders(path: string): Promise<string | undefined> {
  const made = await makeFolder(path);
  if (made !== 'parent is missing') return made ? path : undefined;
  const parent = dirname(path);
  if (parent === path) throw new Error(`${path} can't be made`);
  const outermost = await makeFolders(parent);
  await mkdir(path, { mode: 0o700 }).catch((error) => {
    // Another process may have made it at the same time.
    if (errorCode(error) !== 'EEXIST') throw error;
  });
  return outermost ?? path;
}

async function makeFolder(path: string): Promise<boolean | 'parent is missing'> {
  try {
    await mkdir(path, { mode: 0o700 });
    return true;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') return 'parent is missing';
    if (code !== 'EEXIST') throw error;
    return false;
  }
}
