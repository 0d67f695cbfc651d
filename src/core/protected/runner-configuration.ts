import { runnerTable } from '../runners/runner-table.ts';
import { foldersOf, nameOf } from './path-parts.ts';

const ofRunners = runnerTable.map(({ files }) => files);

/** Files that decide which tests run, how, and with what; all names in lower case. */
const names = new Set([
  ...ofRunners.flatMap((files) => files.names ?? []),
  'proofloop.config.json',
  // JavaScript
  '.npmrc',
  '.yarnrc',
  '.yarnrc.yml',
  '.pnpmfile.cjs',
  '.pnpmfile.mjs',
  '.pnp.cjs',
  '.pnp.loader.mjs',
  'bunfig.toml',
  'deno.jsonc',
  'biome.json',
  'biome.jsonc',
  '.swcrc',
  '.eslintignore',
  '.prettierignore',
  'karma.conf.js',
  'nx.json',
  'project.json',
  'turbo.json',
  'lerna.json',
  '.nvmrc',
  '.node-version',
  '.tool-versions',
  'mise.toml',
  '.mise.toml',
  // Python
  'tox.ini',
  'tox.toml',
  'sitecustomize.py',
  'usercustomize.py',
  'noxfile.py',
  '.coveragerc',
  '.flake8',
  'mypy.ini',
  '.mypy.ini',
  'pylintrc',
  '.pylintrc',
  'ruff.toml',
  '.ruff.toml',
  'pyrightconfig.json',
  'unittest.cfg',
  'nose2.cfg',
  'behave.ini',
  '.python-version',
  'pyvenv.cfg',
  // Go
  'magefile.go',
  // Task runners
  'makefile',
  'gnumakefile',
  'justfile',
  '.justfile',
  'rakefile',
  'taskfile.yml',
  'taskfile.yaml',
  'taskfile.dist.yml',
  'build.xml',
  // JVM, .NET
  'gradle.properties',
  'gradlew',
  'gradlew.bat',
  'mvnw',
  'mvnw.cmd',
  'junit-platform.properties',
  'testng.xml',
  'directory.build.props',
  'directory.build.targets',
  'global.json',
  'nuget.config',
  'xunit.runner.json',
  // Ruby, PHP
  '.rubocop.yml',
  '.simplecov',
  'behat.yml',
  'codeception.yml',
  'phpstan.neon',
  'phpstan.neon.dist',
  'psalm.xml',
]);

/** What names such as `eslint.config.js` begin with. */
const stems = [
  ...ofRunners.flatMap((files) => files.stems ?? []),
  ...[
    'playwright',
    'cypress',
    'babel',
    'ava',
    'karma',
    'wdio',
    'eslint',
    'prettier',
    'stylelint',
    'nyc',
    'c8',
  ],
  ...['swc', 'testplane', 'cucumber', 'jasmine'],
];

/** The same for names with parts that vary; matched against names in lower case. */
const namePatterns = [
  ...ofRunners.flatMap((files) => files.patterns ?? []),
  new RegExp(
    `^(${stems.join('|')})([.-][\\w-]+)*\\.(config|conf|workspace|projects|preset|setup|global-setup|globalsetup)([.-][\\w-]+)*\\.([cm]?[jt]sx?|json5?|ya?ml|toml)$`,
  ),
  /^\.(babelrc|nycrc|c8rc|eslintrc|prettierrc|stylelintrc|swcrc)(\.[cm]?[jt]s|\.json5?|\.ya?ml|\.toml)?$/,
  /^(setup[-_.]?tests?|test[-_.]?setup|global[-_.]?(setup|teardown))\.([cm]?[jt]sx?|py|rb)$/,
  /^(ts|js)config([.-][\w.-]+)?\.json$/,
  /^\.golangci\.(ya?ml|toml|json)$/,
  /\.(mk|runsettings)$/,
  // Vite and `node --env-file` read these; an example is read by nobody.
  /^\.env(\.(?!example|sample|template|dist)[\w.-]+)?$/,
];

/** Folders whose whole content is such configuration, or the runners' own code. */
const folders = new Set([
  ...ofRunners.flatMap((files) => files.folders ?? []),
  '.yarn',
  '.mvn',
  '.config',
  'node_modules',
  'site-packages',
  '.venv',
  'venv',
]);
const folderPatterns = [/\.egg-info$/, /\.dist-info$/];
const pathPatterns = [
  ...ofRunners.flatMap((files) => files.paths ?? []),
  /(^|\/)gradle\/wrapper\//,
  /(^|\/)META-INF\/services\/org\.junit\./,
];

/** Modules that a Python file or package of the same name, in a folder on the search path, would stand in front of. */
const modules = [
  ...ofRunners.flatMap((files) => files.modules ?? []),
  'coverage',
  'nose',
  'nose2',
  'tox',
  'nox',
];
const pythonRunner = new RegExp(`^(src/)?(${modules.join('|')})(\\.py|/__init__\\.py)$`);

/** Whether the file configures a runner, its tools or what starts them, or is loaded by them unasked. */
export function isRunnerConfiguration(path: string): boolean {
  const name = nameOf(path).toLowerCase();
  if (names.has(name) || namePatterns.some((pattern) => pattern.test(name))) return true;
  const above = foldersOf(path).map((folder) => folder.toLowerCase());
  if (above.some((folder) => folders.has(folder) || folderPatterns.some((pattern) => pattern.test(folder))))
    return true;
  return pythonRunner.test(path) || pathPatterns.some((pattern) => pattern.test(path));
}
