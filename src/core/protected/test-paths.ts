import { runnerTable } from '../runners/runner-table.ts';
import { foldersOf, nameOf } from './path-parts.ts';

const script = '[cm]?[jt]sx?';

/** Names that only a test has, wherever the file lies. */
const testNames = [
  ...runnerTable.flatMap(({ files }) => files.tests ?? []),
  new RegExp(`\\.(test|spec|e2e|cy|test-d|spec-d)\\.${script}$`),
  new RegExp(`_test\\.${script}$`),
  /_test\.(exs|dart|clj|rb|cc|cpp|cxx|c)$/,
  /(_unittest|_tests)\.(cc|cpp|cxx|c)$/,
  /^test_.*\.(rb|c|cc|cpp|cxx)$/,
  /(Test|Tests|IT)\.(java|kt|groovy|scala)$/,
  /^Test[A-Z]\w*\.java$/,
  /(Spec|Suite)\.(kt|groovy|scala|hs)$/,
  /(Test|Tests|Spec|Specs)\.(cs|fs|vb)$/,
  /Tests?\.swift$/,
  /\.(phpt|snap)$/,
  /\.snap\.new$/,
];

/** Names that a test has where it does not lie among the sources: there, `ab-test.ts` is a feature. */
const likelyNames = [
  new RegExp(`^test\\.${script}$`),
  new RegExp(`-test\\.${script}$`),
  new RegExp(`^test-.*\\.${script}$`),
  /^test\.(py|rb|php|pl|sh)$/,
  /^tests?\.(c|cc|cpp|cxx|m|mm|lua)$/,
  /^(run[-_]?)?tests?\.(sh|bash)$/,
];
const sourceFolders = new Set(['src', 'lib', 'app', 'apps', 'bin', 'cmd', 'commands', 'pages', 'routes']);

/** Names of what tests share. */
const helperName = /^(test[-_.]?(utils?|helpers?|support)|spec[-_.]helper|setup[-_.]?tests?)\.\w+$/i;

const testFolders = new Set([
  'test',
  'tests',
  '__tests__',
  '__test__',
  '__mocks__',
  '__snapshots__',
  '__fixtures__',
  'e2e',
  'cypress',
  'testdata',
  'test-data',
  'test_data',
  'fixtures',
]);
/** Endings of the names of folders that hold nothing but tests: `Shop.Tests`, `integration-tests`. */
const testFolderEnding =
  /[-_]tests$|^(unit|integration|e2e|acceptance|functional|system|smoke|contract|api|ui)[-_]?tests?$|\.(unit|integration)?tests?$/;
/** `src/integrationTest/java`, as Gradle has it. */
const sourceSet = /(^|\/)src\/\w*Tests?\//;

/** Folders in which `test` is one feature among others: `src/commands/test/run.ts`. */
const featureFolders = new Set([
  'command',
  'commands',
  'cmd',
  'routes',
  'pages',
  'views',
  'controllers',
  'plugins',
]);

/** Whether a runner takes the file for a test because of its name. */
export function isTestFile(path: string): boolean {
  if (isMainSource(path)) return false;
  const name = nameOf(path);
  if (testNames.some((pattern) => pattern.test(name))) return true;
  if (foldersOf(path).some((folder) => sourceFolders.has(folder))) return helperName.test(name);
  return helperName.test(name) || likelyNames.some((pattern) => pattern.test(name));
}

const testPaths = runnerTable.flatMap(({ files }) => files.testPaths ?? []);

/** Whether the file belongs to the tests: by its name, or because it lies in one of their folders. */
export function isTestPath(path: string): boolean {
  return isTestFile(path) || testPaths.some((pattern) => pattern.test(path)) || isBelowTests(path);
}

function isBelowTests(path: string): boolean {
  if (isMainSource(path)) return false;
  // Go knows tests by their names alone; `internal/test` is a package as any other.
  if (path.endsWith('.go')) return foldersOf(path).includes('testdata');
  if (sourceSet.test(path)) return true;
  const folders = foldersOf(path).map((folder) => folder.toLowerCase());
  // Perl's usual name space for what helps to test other programs: `lib/Test/Shop.pm`.
  if (/(^|\/)lib\/Test\/.*\.pm$/.test(path)) return false;
  return folders.some((folder, index) => {
    const above = folders.slice(0, index);
    if (featureFolders.has(above.at(-1) ?? '')) return false;
    if (testFolders.has(folder) || testFolderEnding.test(folder)) return true;
    // A specification elsewhere is a document, or code about one.
    return (
      /^specs?$/.test(folder) && !above.some((name) => /^(src|lib|app|docs?|api)$/.test(name)) && isCode(path)
    );
  });
}

/** Maven and Gradle say themselves what is no test; in Perl and Elixir `lib` is the program, `lib/Test/Shop.pm` too. */
const isMainSource = (path: string) =>
  /(^|\/)src\/main\/(java|kotlin|scala|groovy|clojure|resources)\//.test(path) ||
  /^(?:(?!x?t\/|tests?\/)[^/]+\/)*lib\/.*\.(pm|pod|ex)$/.test(path);

const codeEnding =
  /\.([cm]?[jt]sx?|vue|svelte|coffee|py[cdiw]?|so|dylib|dll|node|wasm|rb|php|java|class|jar|kts?|scala|groovy|cs|fsx?|vb|go|rs|c|cc|cpp|h|hpp|swift|dart|exs?|clj|lua|p[lm]|t|r|jl|hs|sh|bash|zsh|ps1|bat|cmd|snap|feature)$/i;

/** Whether some runner, or another file's import, could load the file as code (or as what a test is held against). */
export const isCode = (path: string): boolean => codeEnding.test(path) || !nameOf(path).includes('.');
