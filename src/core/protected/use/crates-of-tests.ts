import { foldersOf, joinPath } from '../path-parts.ts';

/** Whether a file is in a crate of the tree that manifests ask for among what tests need, and nowhere else. */
export function isCrateOfTests(path: string, manifests: ReadonlyMap<string, string>): boolean {
  const folders = { tests: new Set<string>(), program: new Set<string>() };
  for (const [manifest, text] of manifests) {
    let section = '';
    for (const line of text.split('\n')) {
      section = /^\s*\[+([^\]]+)\]/.exec(line)?.[1]?.trim() ?? section;
      const written = /\bpath\s*=\s*"([^"]+)"/.exec(line)?.[1];
      if (written === undefined || !section.includes('dependencies')) continue;
      const folder = joinPath(foldersOf(manifest).join('/'), written);
      if (folder === null || folder === '') continue;
      folders[section.includes('dev-dependencies') ? 'tests' : 'program'].add(folder);
    }
  }
  const isIn = (folder: string) => path.startsWith(`${folder}/`);
  return [...folders.tests].some((folder) => isIn(folder) && !folders.program.has(folder));
}
