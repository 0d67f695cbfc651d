import { nameOf } from '../protected/path-parts.ts';
import { simpleCommands } from '../protected/shell-words.ts';
import { isTestPath } from '../protected/test-paths.ts';
import { type ProtectsKey, restoreToml } from '../protected/toml-manifest.ts';
import { type JsonObject, objectIn, objectOf } from './json-object.ts';
import { setupManifest } from './setup-manifest.ts';

/** A changed file, by its texts at the base and now; null where there is none. */
export interface SetupFile {
  path: string;
  base: string | null;
  changed: string | null;
}

const python = /^(python[\d.]*|pip[\d.]*|uv|poetry|pdm|pipenv|hatch)$/;

/** Files that run, or say what runs, while packages are installed, by their names, and the programs that read them. */
const filesByProgram: readonly (readonly [files: RegExp, programs: RegExp])[] = [
  [/^(setup\.py|setup\.cfg|(hatch|pdm)_build\.py|noxfile\.py|pyproject\.toml|Pipfile)$/, python],
  [/^(Gemfile|Rakefile|.*\.gemspec)$/, /^(bundle|gem)$/],
  [
    /^(package\.json|pnpm-workspace\.yaml|\.pnpmfile\.c?js|\.npmrc|\.yarnrc(\.yml)?|bunfig\.toml)$/,
    /^(npm|pnpm|yarn|bun|corepack)$/,
  ],
  [/^(build\.rs|Cargo\.toml)$/, /^cargo$/],
  [/^composer\.json$/, /^composer$/],
  [/\.gradle(\.kts)?$|^(pom\.xml|gradlew|mvnw|build\.sbt)$/, /^(gradle|gradlew|mvn|mvnw|sbt)$/],
  [/^mix\.exs$/, /^mix$/],
  [/^Package\.swift$/, /^swift$/],
  [/\.(cs|fs|vb)proj$|\.(props|targets)$/, /^dotnet$/],
  // Only what is run by name can start these.
  [/^((GNU)?[Mm]akefile|[jJ]ustfile|Taskfile\.ya?ml)$/, /^$/],
];

/** An installation as each package manager does it: nothing runs but what the manager itself reads. */
const plainInstallation = new RegExp(
  `^(${[
    '(npm|pnpm|bun) (ci|install|i)',
    'yarn( install)?',
    '(python[\\d.]* -m )?pip[\\d.]* install',
    'python[\\d.]* -m venv',
    'uv (sync|venv|pip install)',
    '(poetry|pdm|pipenv) (install|sync)',
    'bundle( install| config)?',
    'gem install',
    'composer install',
    'go mod download',
    'cargo (fetch|build|vendor)',
    'mix deps\\.get',
    'dotnet restore',
    'corepack enable',
    'swift package resolve',
    'gradlew?|mvnw?',
  ].join('|')})( |$)`,
);

/**
 * Says of a changed file whether setup commands may run what the change put there, so that they see it as it is at the
 * base. Commands that are more than plain installations may run whatever is run by its name.
 */
export function changesSetup(commands: readonly string[]): (file: SetupFile) => boolean {
  const lines = commands.flatMap(simpleCommands).map(({ words }) => lineOf(words));
  const isPlain = lines.every((line) => plainInstallation.test(line));
  const words = lines.flatMap((line) => line.split(' '));
  const isRead = (programs: RegExp) => !isPlain || words.some((word) => programs.test(word));
  return (file) => {
    const name = nameOf(file.path);
    if (isTestPath(file.path) || file.base === file.changed) return false;
    if (!filesByProgram.some(([files, programs]) => files.test(name) && isRead(programs))) return false;
    const changesPart = manifests.get(name);
    return changesPart === undefined || changesPart(file, isPlain ? [] : words);
  };
}

/** The words of a command without variables before them, its program without its folder. */
function lineOf(words: readonly string[]): string {
  const [program = '', ...rest] = words.filter((word) => !/^[A-Za-z_]\w*=/.test(word));
  return [nameOf(program), ...rest].join(' ');
}

/** Whether the part of a manifest that runs was changed; `words` are those of commands that may name a script of it. */
type ChangesPart = (file: SetupFile, words: readonly string[]) => boolean;

const manifests = new Map<string, ChangesPart>([
  ['package.json', changesPackage],
  ['composer.json', (file) => differs(fieldsOf(file), ['scripts', 'config', 'extra'])],
  ['pyproject.toml', ofToml(buildsPython)],
  ['Cargo.toml', ofToml(([first, second]) => first === 'package' && second === 'build')],
  ['Pipfile', ofToml(([first]) => first === 'scripts')],
]);

function ofToml(runs: ProtectsKey): ChangesPart {
  return ({ base, changed }) => changed !== null && restoreToml(base, changed, runs) !== changed;
}

function buildsPython([first, second = '', third = '']: readonly string[]): boolean {
  if (first === 'build-system') return second === 'build-backend' || second === 'backend-path';
  return (
    first === 'tool' &&
    /^(poetry|pdm|hatch|setuptools|poe|taskipy|pixi|rye)$/.test(second) &&
    /^(build|scripts|plugins|envs|hooks|cmdclass|tasks|requires-plugins)$/.test(third)
  );
}

/** What setup sees of a manifest, beside what the change made of it. */
type TwoManifests = readonly [seen: JsonObject, changed: JsonObject];

function fieldsOf({ path, base, changed }: SetupFile): TwoManifests {
  return [objectOf(objectIn(setupManifest(path, base, changed) ?? '')), objectOf(objectIn(changed ?? ''))];
}

function differs([seen, changed]: TwoManifests, fields: readonly string[]): boolean {
  return fields.some((field) => JSON.stringify(seen[field]) !== JSON.stringify(changed[field]));
}

function changesPackage(file: SetupFile, words: readonly string[]): boolean {
  const [seen, changed] = fieldsOf(file);
  if (differs([seen, changed], ['trustedDependencies', 'packageManager', 'pnpm'])) return true;
  const scripts = objectOf(seen.scripts);
  return differs([scripts, objectOf(changed.scripts)], scriptsNamed(words, scripts));
}

/** The scripts that the words name, and those that these name in turn, each with its hooks. */
function scriptsNamed(words: readonly string[], scripts: JsonObject): string[] {
  const named = new Set(words);
  // A set is walked to its end, what is added on the way included.
  for (const name of named) {
    const hooked = [`pre${name}`, name, `post${name}`].map((each) => scripts[each]);
    for (const script of hooked) {
      if (typeof script === 'string') for (const word of script.split(/[^\w:.@/-]+/)) named.add(word);
    }
  }
  return [...named].flatMap((name) => [`pre${name}`, name, `post${name}`]);
}
