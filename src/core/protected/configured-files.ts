import { runnerTable } from '../runners/runner-table.ts';
import { joinPath, nameOf } from './path-parts.ts';
import { runnerFieldsOf } from './protected-manifests.ts';

/** Settings of JavaScript runners whose values are files that they load. */
const loadedKey =
  /["']?\b(setupFiles|setupFilesAfterEnv|setupFile|globalSetup|globalTeardown|testEnvironment|testRunner|runner|reporters?|snapshotSerializers|testSequencer|testResultsProcessor|resolver|transform|require|import|loader|preload|preset|extends|supportFile|configFile)\b["']?\s*[:=]\s*/g;
const stems = [
  ...runnerTable.flatMap(({ files }) => files.stems ?? []),
  ...['playwright', 'cypress', 'ava', 'karma', 'wdio', 'testplane', 'cucumber'],
];
/** `mocharc` and the like, with those of what measures how much the tests reach. */
const dotted = [
  ...runnerTable.flatMap(({ files }) => files.names ?? []).filter((name) => /^\.\w+rc$/.test(name)),
  ...['.nycrc', '.c8rc'],
].map((name) => name.slice(1));
const scriptConfiguration = new RegExp(
  `^(${stems.join('|')})[\\w.-]*\\.([cm]?[jt]s|json)$|^\\.(${dotted.join('|')})(\\.\\w+)?$|^bunfig\\.toml$|^package\\.json$`,
);
const pythonConfiguration = /^(\.?pytest\.(ini|toml)|tox\.ini|setup\.cfg|pyproject\.toml|conftest\.py)$/;

/** Whether the file may name others that a test runner loads. */
export const mayNameFiles = (path: string): boolean =>
  scriptConfiguration.test(nameOf(path)) || pythonConfiguration.test(nameOf(path));

/**
 * The files of the base that a runner loads because its configuration names them: set-up files, environments,
 * reporters, plug-ins. They can change every result, as the configuration itself can. Anything else that a
 * configuration names, such as the program's own entry, is none of them.
 */
export function configuredFiles(path: string, text: string, isInBase: (path: string) => boolean): string[] {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const found = scriptConfiguration.test(nameOf(path))
    ? scriptValues(nameOf(path) === 'package.json' ? runnerFieldsOf(text) : text).flatMap((value) =>
        scriptFiles(folder, value),
      )
    : pythonModules(text).flatMap((module) => moduleFiles(folder, module));
  return [...new Set(found.filter(isInBase))];
}

/** The strings in the values of those settings. */
function scriptValues(text: string): string[] {
  const closings = closingBrackets(text);
  let readTo = 0;
  const values = [...text.matchAll(loadedKey)].flatMap((match) => {
    const start = match.index + match[0].length;
    // A setting within another one, or on the same line, has been read with that.
    if (start < readTo && !isBracket(text[start])) return [];
    const end = settingEnd(text, start, closings);
    const from = Math.max(start, readTo);
    readTo = Math.max(readTo, end);
    return from < end ? quotedStrings(text.slice(from, end)) : [];
  });
  return [...values, ...yamlValues(text.split('\n'))];
}

const yamlList = /^\s*["']?(require|import|file|loader|reporter)["']?:[ \t]*$/;
const yamlItem = /^\s+- +["']?([^"'\s]+)/;
const yamlValue = /^\s*(?:require|import|file|loader|reporter):[ \t]+([^\s"'[{,]+)/;

/** YAML needs no quotes: `require: ./hooks.js`, and a list below its key. */
function yamlValues(lines: readonly string[]): string[] {
  let isList = false;
  return lines.flatMap((line) => {
    if (isList && line.trim() === '') return [];
    const item = isList ? yamlItem.exec(line)?.[1] : undefined;
    isList = item !== undefined || yamlList.test(line);
    const value = item ?? yamlValue.exec(line)?.[1];
    return value === undefined ? [] : [value];
  });
}

const isBracket = (character: string | undefined) => character === '[' || character === '{';

/** Where a list or an object closes, else where the line ends. */
function settingEnd(text: string, start: number, closings: ReadonlyMap<number, number>): number {
  if (isBracket(text[start])) return (closings.get(start) ?? text.length - 1) + 1;
  const newline = text.indexOf('\n', start);
  return newline < 0 ? text.length : newline;
}

/** For each bracket or brace that opens, where the one that closes it stands, whatever kind it is. */
function closingBrackets(text: string): Map<number, number> {
  const closings = new Map<number, number>();
  const open: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '[' || character === '{') open.push(at);
    const opened = character === ']' || character === '}' ? open.pop() : undefined;
    if (opened !== undefined) closings.set(opened, at);
  }
  return closings;
}

/** What stands in quotes; a quote that its line does not close ends what is read of that line. */
function quotedStrings(text: string): string[] {
  const found: string[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const quote = text[at] ?? '';
    if (!`"'\``.includes(quote)) continue;
    const start = at + 1;
    for (at = start; at < text.length && text[at] !== quote && text[at] !== '\n'; at += 1)
      if (text[at] === '\\') at += 1;
    if (text[at] === quote) found.push(text.slice(start, at));
  }
  return found;
}

const endings = ['', '.ts', '.mts', '.cts', '.js', '.mjs', '.cjs', '.tsx', '.jsx', '/index.ts', '/index.js'];

function scriptFiles(folder: string, value: string): string[] {
  const path = joinPath(folder, value.replace(/^<rootDir>\/?/, ''));
  return path === null || path === '' ? [] : endings.map((ending) => path + ending);
}

/** The modules that `-p` and `pytest_plugins` name. */
function pythonModules(text: string): string[] {
  const options = [...text.matchAll(/(?:^|[\s"'=])-p[\s"',]*([A-Za-z_][\w.]*)/gm)].map(
    ([, name = '']) => name,
  );
  const lists = [...text.matchAll(/\bpytest_plugins\s*=\s*([([][^)\]]{0,4000}[)\]]|[^\n]*)/g)];
  const plugins = lists.flatMap(([, list = '']) => [...list.matchAll(/["']([\w.]+)["']/g)]);
  return [...options, ...plugins.map(([, name = '']) => name)];
}

function moduleFiles(folder: string, module: string): string[] {
  const path = module.replaceAll('.', '/');
  const places = [folder, `${folder}src/`, '', 'src/'];
  return places.flatMap((place) => [`${place}${path}.py`, `${place}${path}/__init__.py`]);
}
