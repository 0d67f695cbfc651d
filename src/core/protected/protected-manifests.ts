import { runnerTable } from '../runners/runner-table.ts';
import { withoutByteOrderMark } from '../text/byte-order-mark.ts';
import { tomlValues, valueAt } from '../text/toml-values.ts';
import { restoreCMake } from './cmake-manifest.ts';
import { restoreGradle } from './gradle-manifest.ts';
import { type JsonRules, restoreJson } from './json-manifest.ts';
import { restoreMeson } from './meson-manifest.ts';
import { restoreMix } from './mix-manifest.ts';
import { nameOf } from './path-parts.ts';
import { restorePom } from './pom-manifest.ts';
import { restoreSetupCfg } from './setup-cfg.ts';
import { type ProtectsKey, restoreToml } from './toml-manifest.ts';

/**
 * The candidate's text of a manifest with the protected parts of the base's put back: what starts, configures or
 * replaces a test runner. All else (dependencies, version, new scripts) is the candidate's, and so is the whole text
 * where nothing protected differs. `base` is null for a manifest that the base does not have; a null result means
 * that there should be none.
 */
export function restoreManifest(path: string, base: string | null, candidate: string): string | null {
  const restore = restorers.get(nameOf(path));
  return restore === undefined ? candidate : restore(base, candidate);
}

/** Whether the file is protected by its keys, not as a whole. */
export const isProtectedManifest = (path: string): boolean => restorers.has(nameOf(path));

const runnerPackages = [
  ...runnerTable.flatMap(({ files }) => files.packages ?? []),
  /^(ava|nyc|c8|jasmine|karma|uvu|@playwright\/test|playwright|cypress|tsx|ts-node|typescript|eslint|@biomejs\/.*|@babel\/.*)$/,
];
const isRunnerPackage = (name: string) => runnerPackages.some((pattern) => pattern.test(name));

/** Names of package.json fields that checkers and wrappers of runners read, besides the runners' own. */
const otherField =
  /^(ava|nyc|c8|uvu|lab|jasmine|karma|cypress|playwright|wdio|qunit|babel|swc|ts-node|esm|config|eslintConfig|eslintIgnore|prettier|stylelint|standard|xo|tsd|wireit|nx|turbo|volta|betterScripts|scripty)$/;
const runnerFields = new Set(runnerTable.flatMap(({ files }) => files.fields ?? []));
const isRunnerField = (name: string) => runnerFields.has(name) || otherField.test(name);

const lifecycle = /^(pre|post)?(install|prepare|publish|pack)$|^prepublish(Only)?$|^dependencies$/;

const packageRules: JsonRules = {
  fields: isRunnerField,
  // Names of the package's own: those that the base has lead where they led.
  commands: ['scripts', 'imports'],
  // A hook runs along with its script without being named; the life cycle's run when packages are installed.
  forbidsCommand: (name, isBaseCommand) =>
    lifecycle.test(name) || (/^(pre|post)/.test(name) && isBaseCommand(name.replace(/^(pre|post)/, ''))),
  dependencies: [
    'dependencies',
    'devDependencies',
    'optionalDependencies',
    'overrides',
    'resolutions',
    'pnpm',
  ],
  // Another version of a runner is a dependency like any other; one from elsewhere is another program.
  forbidsDependency: (name, wanted) =>
    isRunnerPackage(packageOf(name)) && !(typeof wanted === 'string' && /^[^:/]*$/.test(wanted)),
};

/** The package that an override is for: `vitest` in `a>vitest@1`, and in yarn's pattern that begins with stars. */
function packageOf(name: string): string {
  const own = name.replace(/^.*(>|\*\*\/)/, '');
  const version = own.indexOf('@', 1);
  return version < 0 ? own : own.slice(0, version);
}

const composerRules: JsonRules = {
  fields: (name) => /^(config|extra|autoload-dev|scripts-aliases)$/.test(name),
  commands: ['scripts'],
  forbidsCommand: (name) => /^(pre|post)-/.test(name),
  dependencies: [],
  forbidsDependency: () => false,
};

const denoRules: JsonRules = {
  fields: (name) => /^(test|bench|lint|fmt|compilerOptions|unstable|nodeModulesDir)$/.test(name),
  commands: ['tasks'],
  forbidsCommand: () => false,
  dependencies: [],
  forbidsDependency: () => false,
};

/** Tools whose tables in pyproject.toml say what the package is, not how it is tested. */
const freeTools =
  /^(poetry|uv|pdm|rye|hatch|pixi|setuptools|setuptools_scm|setuptools-scm|flit|maturin|scikit-build|cibuildwheel|bumpversion|bumpver|commitizen|semantic_release|towncrier|versioneer|versioningit)$/;
/** What in those tables runs commands, or makes a plug-in known to pytest. */
const commandTables = /^(scripts|envs|tasks|plugins|feature|environments)$/;

const protectsPyproject: ProtectsKey = ([first, second, third, ...rest]) => {
  if (first === 'project') return second === 'entry-points' && third === 'pytest11';
  if (first !== 'tool' || second === undefined) return false;
  if (!freeTools.test(second)) return true;
  if (second === 'poetry') return third === 'plugins' && rest[0] === 'pytest11';
  return third !== undefined && commandTables.test(third);
};

/** A crate that tests need itself, with features that nobody else asks for, would be another one where it is tested. */
const protectsCargo =
  (name: unknown): ProtectsKey =>
  ([first, second]) => {
    if (first === undefined) return false;
    if (/^dev[-_]dependencies$/.test(first)) return second !== undefined && second === name;
    if (['test', 'bench', 'profile', 'lints'].includes(first)) return true;
    if (['lib', 'bin', 'example'].includes(first)) return /^(test|doctest|bench|harness)$/.test(second ?? '');
    if (first === 'package') return /^(autotests|autobenches|metadata)$/.test(second ?? '');
    return first === 'workspace' && /^(lints|metadata)$/.test(second ?? '');
  };

const restoreCargo = (base: string | null, candidate: string) =>
  restoreToml(base, candidate, protectsCargo(valueAt(tomlValues(candidate), ['package', 'name'])));

const restorers = new Map<string, (base: string | null, candidate: string) => string | null>([
  ['package.json', restorePackage],
  ['composer.json', (base, candidate) => restoreJson(base, candidate, composerRules)],
  ['deno.json', (base, candidate) => restoreJson(base, candidate, denoRules)],
  ['pyproject.toml', (base, candidate) => restoreToml(base, candidate, protectsPyproject)],
  ['Pipfile', (base, candidate) => restoreToml(base, candidate, ([first]) => first === 'scripts')],
  ['mix.exs', restoreMix],
  ['CMakeLists.txt', restoreCMake],
  ['meson.build', restoreMeson],
  ['pom.xml', restorePom],
  ['build.gradle', restoreGradle],
  ['build.gradle.kts', restoreGradle],
  ['setup.cfg', restoreSetupCfg],
  ['Cargo.toml', restoreCargo],
]);

/** The part of a package.json that runners and checkers read, as JSON; '' where it can't be read. */
export function runnerFieldsOf(text: string): string {
  try {
    const fields = Object.entries(JSON.parse(withoutByteOrderMark(text)) as object).filter(([name]) =>
      isRunnerField(name),
    );
    return JSON.stringify(Object.fromEntries(fields), null, 2);
  } catch {
    return '';
  }
}

/** A new package that calls itself a runner would take its place. */
function restorePackage(base: string | null, candidate: string): string | null {
  const restored = restoreJson(base, candidate, packageRules);
  const name = nameInPackage(restored);
  return name !== nameInPackage(base) && isRunnerPackage(name) ? base : restored;
}

function nameInPackage(text: string | null): string {
  try {
    return String((JSON.parse(withoutByteOrderMark(text ?? '{}')) as { name?: unknown } | null)?.name ?? '');
  } catch {
    return '';
  }
}
