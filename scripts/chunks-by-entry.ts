import { resolve } from 'node:path';

/** What the bundler tells of a module. */
interface Modules {
  getModuleInfo(id: string): { importedIds: readonly string[] } | null;
}

interface ChunkGroup {
  name: (id: string, modules: Modules) => string | null;
  priority: number;
}

/**
 * Groups of modules for the bundler's files: in one file lies what the same ones of these entries load. By itself it makes
 * a file for each set of all the program's entries, and node spends longer on finding eighty small files than on reading
 * them. What an entry loads is loaded by whatever imports it too: so no file needs one of fewer entries, and there are no
 * circles. Modules that none of them loads are left to the bundler. Entries are paths below `root`.
 */
export function chunksByEntry(root: string, entries: Readonly<Record<string, string>>): ChunkGroup[] {
  const names = Object.keys(entries);
  let loaded: ReadonlyMap<string, string> | null = null;
  const setOf = (id: string, modules: Modules) => {
    loaded ??= loadedBy(entries, root, modules);
    return loaded.get(id) ?? null;
  };
  return subsets(names).map((subset) => ({
    name: (id, modules) => (setOf(id, modules) === subset.join('-') ? subset.join('-') : null),
    // A group takes along what its modules import, and that is for the larger set.
    priority: subset.length,
  }));
}

/** Which entries load a module, by its id. */
function loadedBy(
  entries: Readonly<Record<string, string>>,
  root: string,
  modules: Modules,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [name, path] of Object.entries(entries)) {
    const reached = new Set([resolve(root, path)]);
    for (const id of reached)
      for (const next of modules.getModuleInfo(id)?.importedIds ?? []) reached.add(next);
    for (const id of reached) found.set(id, found.has(id) ? `${found.get(id)}-${name}` : name);
  }
  return found;
}

/** All of them that hold something, each in the order of `names`. */
function subsets([name, ...others]: readonly string[]): string[][] {
  if (name === undefined) return [];
  const without = subsets(others);
  return [[name], ...without, ...without.map((subset) => [name, ...subset])];
}
