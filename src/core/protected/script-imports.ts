import { runnerTable } from '../runners/runner-table.ts';
import { joinPath, nameOf, relativePath } from './path-parts.ts';
import type { Rename } from './rename.ts';
import { scriptStrings } from './script-strings.ts';

/** Calls of test runners whose first argument is a module. */
const runnersCalls = runnerTable.flatMap(({ moduleCalls: calls }) =>
  calls === undefined
    ? []
    : [String.raw`(${calls.objects.join('|')})\s*\.\s*(${calls.methods.join('|')})\s*(<[^()]*>)?\s*\(`],
);

/** Code after which a string literal names a module. */
const importPosition = new RegExp(
  String.raw`(^|[^\w$.])(import|from|import\s*\(|require\s*\(|(require|import\.meta)\s*\.\s*resolve\s*\(|${runnersCalls.join('|')}|new\s+URL\s*\()\s*$`,
);

const endings = [
  '.ts',
  '.tsx',
  '.mts',
  '.cts',
  '.js',
  '.jsx',
  '.mjs',
  '.cjs',
  '.json',
  '.vue',
  '.svelte',
  '.d.ts',
];

/** Rewrites the relative specifiers of a test that lead to a renamed module. */
export function scriptImports(
  path: string,
  text: string,
  renames: readonly Rename[],
  isInBase: (path: string) => boolean,
): string {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const newPaths = new Map(renames.map(({ from, to }) => [from, to]));
  const pieces: string[] = [];
  let taken = 0;
  for (const { start, end, before } of scriptStrings(text)) {
    const specifier = text.slice(start, end);
    if (!/^\.\.?(\/|$)/.test(specifier) || !importPosition.test(before)) continue;
    const [bare = '', query = ''] = specifier.split(/(?=\?)/);
    const target = resolveSpecifier(folder, bare, isInBase);
    const to = target === null ? undefined : newPaths.get(target);
    if (target === null || to === undefined) continue;
    const changed = newSpecifier(folder, bare, target, to) + query;
    pieces.push(text.slice(taken, start), changed);
    taken = end;
  }
  return pieces.join('') + text.slice(taken);
}

/** The file of the base that a specifier leads to: as written, with an ending, with TypeScript's, or by its index. */
function resolveSpecifier(
  folder: string,
  specifier: string,
  isInBase: (path: string) => boolean,
): string | null {
  const exact = joinPath(folder, specifier);
  if (exact === null) return null;
  const typed = exact.replace(/\.([cm]?)jsx?$/, '.$1ts');
  const candidates = [
    exact,
    ...(typed === exact ? [] : [typed, exact.replace(/\.jsx?$/, '.tsx')]),
    ...endings.map((ending) => exact + ending),
    ...endings.map((ending) => `${exact}/index${ending}`),
  ];
  return candidates.find(isInBase) ?? null;
}

/** The way to the new place, written in the manner of the old: with or without an ending, by folder or by file. */
function newSpecifier(folder: string, specifier: string, from: string, to: string): string {
  const written = nameOf(specifier);
  const way = relativePath(folder, to);
  const ending = endingOf(to);
  if (written.endsWith(endingOf(from)) && endingOf(from) !== '') return way;
  const isTyped = /\.[cm]?jsx?$/.test(written) && /\.[cm]?tsx?$/.test(from);
  const bare = way.slice(0, way.length - ending.length);
  if (isTyped)
    return /\.[cm]?tsx?$/.test(to) ? `${bare}${ending.replace('t', 'j').replace('jsx', 'js')}` : way;
  return nameOf(bare) === 'index' && bare !== './index' ? bare.slice(0, -'/index'.length) : bare;
}

const endingOf = (path: string) => /(\.d)?\.\w+$/.exec(nameOf(path))?.[0] ?? '';
