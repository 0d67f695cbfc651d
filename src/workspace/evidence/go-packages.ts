import type { GoPackage } from '../../core/runners/test-runner.ts';
import type { TreeId } from '../../ports/view.ts';
import { listTree } from '../git/index-file.ts';
import { asPath, baseName, folderPrefix, type PathBytes, textPath } from '../git/path-bytes.ts';
import { type Run, runPlace } from '../home/run-home.ts';
import { decodeText, openTreeTexts } from './tree-texts.ts';

/** The packages of a tree that have Go tests. */
export async function goPackages(run: Run, tree: TreeId): Promise<GoPackage[]> {
  const place = runPlace(run);
  const paths = [...(await listTree(place, tree)).keys()];
  const manifests = paths.filter((path) => baseName(path) === 'go.mod');
  if (manifests.length === 0) return [];
  const tests = new Map<PathBytes, PathBytes>();
  for (const path of paths)
    if (path.endsWith('_test.go') && !tests.has(folderPrefix(path))) tests.set(folderPrefix(path), path);
  const texts = await (await openTreeTexts(place, tree)).read([...manifests, ...tests.values()]);
  const modules = manifests
    .map((path) => ({ folder: folderPrefix(path), name: moduleName(texts.get(path) ?? '') }))
    .toSorted((a, b) => b.folder.length - a.folder.length);
  return [...tests].flatMap(([folder, test]): GoPackage[] => {
    const module = modules.find((candidate) => folder.startsWith(candidate.folder));
    const name = packageClause(decodeText(texts.get(test) ?? '') ?? '');
    if (module === undefined || module.name === null || name === null) return [];
    const below = folder.slice(module.folder.length).replace(/\/$/, '');
    const importPath = below === '' ? module.name : `${module.name}/${textPath(asPath(below))}`;
    return [{ importPath, folder: textPath(folder).replace(/\/$/, ''), name }];
  });
}

function moduleName(text: string): string | null {
  return /^module\s+"?([^\s"]+)"?/m.exec(text)?.[1] ?? null;
}

function packageClause(text: string): string | null {
  const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '');
  return /^\s*package\s+(\w+)/.exec(code)?.[1] ?? null;
}
