import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';

const installed = resolve(import.meta.dirname, '../../node_modules');

/** Copies a package of this repository, its command and all that it needs into a project, as an install would. */
export function copyPackage(name: string, project: string, command: string): void {
  const folder = join(project, 'node_modules');
  for (const needed of withDependencies(name, new Set())) {
    cpSync(join(installed, needed), join(folder, needed), { recursive: true });
  }
  mkdirSync(join(folder, '.bin'), { recursive: true });
  chmodSync(join(folder, name, command), 0o755);
  symlinkSync(join('..', name, command), join(folder, '.bin', name));
}

function withDependencies(name: string, found: Set<string>): Set<string> {
  const manifest = join(installed, name, 'package.json');
  // What is optional is not there on every machine.
  if (found.has(name) || !existsSync(manifest)) return found;
  found.add(name);
  const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = JSON.parse(
    readFileSync(manifest, 'utf8'),
  );
  const peers = Object.keys(peerDependencies ?? {}).filter((peer) => !peerDependenciesMeta?.[peer]?.optional);
  for (const needed of [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers]) {
    withDependencies(needed, found);
  }
  return found;
}
