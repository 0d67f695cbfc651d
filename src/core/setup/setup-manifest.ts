import { nameOf } from '../protected/path-parts.ts';
import { type ProtectsKey, restoreToml } from '../protected/toml-manifest.ts';
import { type JsonObject, objectIn, objectOf } from './json-object.ts';

/** What setup sees of a manifest, by its two texts; null for none. */
type Lay = (base: string | null, changed: string) => string | null;

/**
 * The manifest as setup commands see it: the base's, with what the changed one says about dependencies. A lock file is
 * data as a whole; what a manifest runs (scripts, hooks, plug-ins, build back-ends of the checkout) stays the base's, and
 * so does a manifest that is code. Null where there is to be none.
 */
export function setupManifest(path: string, base: string | null, changed: string | null): string | null {
  if (changed === null) return isCode(path) ? base : null;
  if (isCode(path)) return base;
  return (parts.get(nameOf(path)) ?? ((_base, text) => text))(base, changed);
}

const codeNames = ['setup.py', 'setup.cfg', 'Gemfile', 'pnpm-workspace.yaml'];

const isCode = (path: string): boolean => codeNames.includes(nameOf(path));

const packageFields = [
  ...['name', 'version', 'type', 'engines', 'os', 'cpu', 'workspaces'],
  ...['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'],
  ...['peerDependenciesMeta', 'dependenciesMeta', 'bundleDependencies', 'bundledDependencies'],
  ...['overrides', 'resolutions', 'catalog', 'catalogs'],
];
const pnpmFields = ['overrides', 'packageExtensions', 'peerDependencyRules', 'allowedDeprecatedVersions'];
const composerFields = [
  ...['name', 'version', 'require', 'require-dev', 'conflict', 'replace', 'provide'],
  ...['minimum-stability', 'prefer-stable', 'repositories'],
];

/** A version of a known package manager, as corepack gets it from the registry; an address would be any program. */
const plainManager = /^(npm|pnpm|yarn|bun)@\d+\.\d+\.\d+(-[\w.]+)?(\+sha\d+\.[0-9a-f]+)?$/;

const poetryData =
  /^(name|version|description|license|authors|readme|packages|include|exclude|dependencies|dev-dependencies|group|extras|source|package-mode)$/;
const pdmCode = /^(scripts|build|plugins|publish)$/;

const runsInPyproject: ProtectsKey = ([first, second, third]) => {
  if (first === undefined || first === 'project' || first === 'dependency-groups') return false;
  if (first === 'build-system') return second !== undefined && second !== 'requires';
  if (first !== 'tool') return true;
  if (second === undefined || second === 'uv' || second === 'flit') return false;
  if (second === 'poetry') return third !== undefined && !poetryData.test(third);
  if (second === 'pdm') return third !== undefined && pdmCode.test(third);
  if (second === 'setuptools') return third === 'cmdclass';
  return true;
};

const runsInCargo: ProtectsKey = ([first, second]) => {
  if (first === undefined || /^((dev-|build-)?dependencies|patch|replace|features)$/.test(first))
    return false;
  if (first === 'target') return false;
  if (first === 'workspace') return second === 'metadata';
  if (first === 'package') return /^(build|links|metadata)$/.test(second ?? '');
  return true;
};

const parts = new Map<string, Lay>([
  ['package.json', layPackage],
  ['composer.json', (base, changed) => layFields(base, changed, composerFields)],
  ['pyproject.toml', (base, changed) => restoreToml(base, changed, runsInPyproject)],
  ['Cargo.toml', (base, changed) => restoreToml(base, changed, runsInCargo)],
  ['Pipfile', (base, changed) => restoreToml(base, changed, ([first]) => first === 'scripts')],
]);

function layPackage(base: string | null, changed: string): string | null {
  const wanted = objectIn(changed);
  const old = base === null ? {} : objectIn(base);
  if (wanted === null || old === null) return base;
  const laid = withFields(old, wanted, packageFields);
  if (typeof wanted.packageManager === 'string' && plainManager.test(wanted.packageManager))
    laid.packageManager = wanted.packageManager;
  const pnpm = withFields(objectOf(old.pnpm), objectOf(wanted.pnpm), pnpmFields);
  if (Object.keys(pnpm).length > 0) laid.pnpm = pnpm;
  return written([base, old], [changed, wanted], laid);
}

function layFields(base: string | null, changed: string, fields: readonly string[]): string | null {
  const wanted = objectIn(changed);
  const old = base === null ? {} : objectIn(base);
  if (wanted === null || old === null) return base;
  return written([base, old], [changed, wanted], withFields(old, wanted, fields));
}

function withFields(old: JsonObject, wanted: JsonObject, fields: readonly string[]): JsonObject {
  const kept = Object.entries(old).filter(([name]) => !fields.includes(name) || Object.hasOwn(wanted, name));
  const given = fields.filter((name) => Object.hasOwn(wanted, name)).map((name) => [name, wanted[name]]);
  return { ...Object.fromEntries(kept), ...Object.fromEntries(given) };
}

/** A text, and the object in it. */
type Read = readonly [string | null, JsonObject];

/** One of the two texts as it is, where all that it says is what setup is to see. */
function written([base, old]: Read, [changed, wanted]: Read, laid: JsonObject): string {
  if (base !== null && isSame(old, laid)) return base;
  if (changed !== null && isSame(wanted, laid)) return changed;
  return `${JSON.stringify(laid, null, 2)}\n`;
}

const isSame = (a: JsonObject, b: JsonObject): boolean => sorted(a) === sorted(b);
const sorted = (value: JsonObject): string => JSON.stringify(Object.entries(value).sort());
