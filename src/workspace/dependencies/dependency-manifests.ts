import { tomlValues, valueAt } from '../../core/text/toml-values.ts';
import { baseName, type PathBytes } from '../git/path-bytes.ts';

/** Files that say what a project depends on, by convention of its package manager. */
const wholeFiles = [
  'package-lock.json',
  'npm-shrinkwrap.json',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'yarn.lock',
  'bun.lock',
  'bun.lockb',
  'poetry.lock',
  'uv.lock',
  'pdm.lock',
  'Pipfile',
  'Pipfile.lock',
  'setup.py',
  'Cargo.lock',
  'go.mod',
  'go.sum',
  'go.work',
  'go.work.sum',
  'Gemfile',
  'Gemfile.lock',
  'composer.json',
  'composer.lock',
  'mix.lock',
  'cpanfile',
  'cpanfile.snapshot',
];

const requirements = /^([\w.-]*[-_.])?(requirements|constraints)([-_.][\w.-]*)?\.(txt|in)$/;
const belowDependencies = /(^|\/)node_modules\//;

/** Whether a file is a manifest or a lock file. */
export function isManifest(path: PathBytes): boolean {
  const name = baseName(path);
  const known = partsOf.has(name) || wholeFiles.includes(name) || requirements.test(name);
  return known && !belowDependencies.test(path);
}

/**
 * The part of a manifest that concerns dependencies, in a form that is the same as long as that part is. `text` has one
 * character for each byte.
 */
export function dependencyPart(path: PathBytes, text: string): string {
  return partsOf.get(baseName(path))?.(text.replace(/^\xef\xbb\xbf/, '')) ?? text;
}

const partsOf = new Map<string, (text: string) => string>([
  ['package.json', packagePart],
  ['pyproject.toml', (text) => valuesPart(text, pyprojectKeys)],
  ['setup.cfg', (text) => sectionsOf(text, /^(options|metadata)\b/)],
  ['Cargo.toml', cargoPart],
]);

const pyprojectKeys = [
  ['project'],
  ['build-system'],
  ['dependency-groups'],
  ...['poetry', 'uv', 'pdm', 'hatch', 'setuptools', 'flit'].map((tool) => ['tool', tool]),
];

const packageFields = [
  'name',
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
  'peerDependenciesMeta',
  'dependenciesMeta',
  'bundleDependencies',
  'bundledDependencies',
  'overrides',
  'resolutions',
  'catalog',
  'workspaces',
  'packageManager',
  'pnpm',
];

/** A file that is no JSON object counts as a whole. */
function packagePart(text: string): string {
  try {
    const manifest = JSON.parse(text);
    return JSON.stringify(packageFields.map((field) => manifest[field] ?? null));
  } catch {
    return text;
  }
}

/** The values at these keys, however they are written. */
function valuesPart(text: string, keys: readonly (readonly string[])[]): string {
  return tomlPart(text, (values) => keys.map((key) => valueAt(values, key) ?? null));
}

/** Dependencies of all kinds and what bears on them. */
function cargoPart(text: string): string {
  return tomlPart(text, (values) => {
    const keys = Object.keys(values).filter((key) => cargoKey.test(key));
    return keys.toSorted().map((key) => [key, values[key]]);
  });
}

/** The part of a TOML file that `choose` takes; the whole text where it is none, or too deep to be written down. */
function tomlPart(text: string, choose: (values: Readonly<Record<string, unknown>>) => unknown): string {
  const values = tomlValues(Buffer.from(text, 'latin1').toString());
  if (values === null) return text;
  try {
    return JSON.stringify(choose(values));
  } catch {
    return text;
  }
}

const cargoKey = /dependencies$|^(workspace|patch|replace|features|package|target)$/;

/** The sections of an INI file whose header matches, without blank lines and whole-line comments. */
function sectionsOf(text: string, header: RegExp): string {
  let wanted = false;
  const kept = text.split('\n').filter((line) => {
    const name = /^\[([^\]]+)\]/.exec(line)?.[1];
    if (name !== undefined) wanted = header.test(name);
    return wanted && !/^\s*([#;].*)?$/.test(line);
  });
  return kept.join('\n');
}
