import { accessSync, constants, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';

/** Where a program is that a command line names; null where it is not on the search path. */
export function findProgram(name: string, searchPath: string): string | null {
  if (isAbsolute(name)) return mayRun(name) ? name : null;
  const places = searchPath.split(':').filter(isAbsolute);
  return places.map((folder) => join(folder, name)).find(mayRun) ?? null;
}

function mayRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
