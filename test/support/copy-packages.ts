import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const installed = resolve(import.meta.dirname, '../../node_modules');

/**
 * Copies a package of this repository (or of another folder of packages), its command and all that it needs into a
 * project, as an install would.
 */
export function copyPackage(name: string, project: string, command: string, from = installed): void {
  const folder = join(project, 'node_modules');
  const found = new Set<string>();
  addPackage(from, name, found);
  // What lies within another package comes with that.
  for (const needed of [...found].filter((path) => !path.includes('/node_modules/'))) {
    cpSync(join(from, needed), join(folder, needed), { recursive: true });
  }
  mkdirSync(join(folder, '.bin'), { recursive: true });
  chmodSync(join(folder, name, command), 0o755);
  symlinkSync(join('..', name, command), join(folder, '.bin', name));
}

/** Adds the path of a package below the installed ones, and those of all that it needs. */
function addPackage(packages: string, path: string, found: Set<string>): void {
  if (found.has(path)) return;
  found.add(path);
  const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = JSON.parse(
    readFileSync(join(packages, path, 'package.json'), 'utf8'),
  );
  const peers = Object.keys(peerDependencies ?? {}).filter((peer) => !peerDependenciesMeta?.[peer]?.optional);
  for (const needed of [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers]) {
    const place = placeOf(packages, needed, path);
    // What is optional is not there on every machine.
    if (place !== null) addPackage(packages, place, found);
  }
}

/** Where a package finds another one: within itself, else beside or around it. */
function placeOf(packages: string, needed: string, from: string): string | null {
  const parts = from.split('/node_modules/');
  for (let depth = parts.length; depth >= 0; depth -= 1) {
    const place = [...parts.slice(0, depth), needed].join('/node_modules/');
    if (existsSync(join(packages, place, 'package.json'))) return place;
  }
  return null;
}
