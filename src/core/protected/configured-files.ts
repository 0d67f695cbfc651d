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
  const values = [...text.matchAll(loadedKey)].flatMap((match) => {
    const rest = text.slice(match.index + match[0].length);
    return [...settingOf(rest).matchAll(/(["'`])((?:\\.|(?!\1).)*)\1/g)].map(([, , string = '']) => string);
  });
  // YAML needs no quotes: `require: ./hooks.js`, and a list below its key.
  const lists = [
    ...text.matchAll(/^\s*["']?(require|import|file|loader|reporter)["']?:[ \t]*\n((?:\s+- .*\n?)+)/gm),
  ];
  const items = lists.flatMap(([, , list = '']) => [...list.matchAll(/- +["']?([^"'\s]+)/g)]);
  const plain = [...text.matchAll(/^\s*(require|import|file|loader|reporter):[ \t]+([^\s"'[{,]+)/gm)];
  return [...values, ...items.map(([, item = '']) => item), ...plain.map(([, , value = '']) => value)];
}

/** A list or an object up to where it closes, else the rest of the line. */
function settingOf(text: string): string {
  if (!/^[[{]/.test(text)) return /^[^\n]*/.exec(text)?.[0] ?? '';
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (/[[{]/.test(text[at] ?? '')) depth += 1;
    if (/[\]}]/.test(text[at] ?? '')) depth -= 1;
    if (depth === 0) return text.slice(0, at + 1);
  }
  return text;
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
  const lists = [...text.matchAll(/\bpytest_plugins\s*=\s*([([][^)\]]*[)\]]|[^\n]*)/g)];
  const plugins = lists.flatMap(([, list = '']) => [...list.matchAll(/["']([\w.]+)["']/g)]);
  return [...options, ...plugins.map(([, name = '']) => name)];
}

function moduleFiles(folder: string, module: string): string[] {
  const path = module.replaceAll('.', '/');
  const places = [folder, `${folder}src/`, '', 'src/'];
  return places.flatMap((place) => [`${place}${path}.py`, `${place}${path}/__init__.py`]);
}
