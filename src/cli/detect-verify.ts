import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DetectedCommands, detectCommands } from '../verify/detect-commands.ts';

/** How the folder says that it is tested. */
export async function detectVerify(folder: string): Promise<DetectedCommands> {
  const names = await readdir(folder);
  const textOf = async (name: string) =>
    names.includes(name) ? readFile(join(folder, name), 'utf8').catch(() => null) : null;
  return detectCommands(names, await textOf('package.json'), await textOf('Makefile'));
}
