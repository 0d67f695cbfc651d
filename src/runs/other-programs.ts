import { dirname } from 'node:path';
import { findProgram } from './find-program.ts';

/** Package managers that run what they start by the node on the search path. */
const startNode = ['npm', 'npx', 'pnpm', 'yarn', 'yarnpkg', 'corepack'];

/**
 * Programs that a user has in a place that commands don't see, so that they get another one of that name, each as a
 * sentence. `found` has the path of each program where commands run, `searchPath` is the user's.
 */
export function otherPrograms(found: ReadonlyMap<string, string>, searchPath: string): string[] {
  const isNodeUsed = startNode.some((name) => found.has(name));
  return [...found].flatMap(([name, path]) => {
    const own = name === 'node' && !isNodeUsed ? null : findProgram(name, searchPath);
    if (own === null || own === path) return [];
    return [
      `commands get another ${name}: ${path} in place of ${own}, which they don't see; --mount ${folderOf(own)} shows it to them`,
    ];
  });
}

/** The installation, where the programs of it lie in a folder of their own. */
function folderOf(program: string): string {
  const folder = dirname(program);
  return /\/s?bin$/.test(folder) ? dirname(folder) : folder;
}
