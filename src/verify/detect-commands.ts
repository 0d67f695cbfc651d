import type { RepositoryFiles } from '../ports.ts';
import type { FindTests, FolderTests } from './folder-tests.ts';
import { foldersUpwards, inFolder, wayUp } from './folders.ts';
import { packageTests } from './package-tests.ts';
import { pythonTests } from './python-tests.ts';

/** How a run is verified where nobody says so; no commands and the source '' where nothing is found. */
export interface DetectedCommands {
  /** Shell lines for the folder in which the run was started. */
  commands: string[];
  /** The files that say so. */
  source: string;
}

/**
 * Finds out how the code in `folder` is tested: by the command of the nearest folder upwards that has one, which is
 * the package's, and then by the whole repository's, where that is another.
 */
export async function detectCommands(files: RepositoryFiles, folder: string): Promise<DetectedCommands> {
  const found: { folder: string; tests: FolderTests }[] = [];
  for (const place of foldersUpwards(folder)) {
    if (found.length > 0 && place !== '') continue;
    const tests = await testsOf(files, place);
    if (tests !== null) found.push({ folder: place, tests });
  }
  return {
    commands: found.map(({ folder: place, tests }) => from(folder, place) + tests.command),
    source: found.map(({ folder: place, tests }) => inFolder(place, tests.file)).join(', '),
  };
}

/** Paths of files that most often tell how the code in `folder` is tested, whether they are there or not. */
export function filesThatTell(folder: string): string[] {
  return ['package.json', 'pyproject.toml', 'Cargo.toml', 'Makefile'].map((name) => inFolder(folder, name));
}

function from(folder: string, place: string): string {
  const way = wayUp(folder, place);
  return way === '' ? '' : `cd ${way.slice(0, -1)} && `;
}

async function testsOf(files: RepositoryFiles, folder: string): Promise<FolderTests | null> {
  const names = await files.names(folder);
  for (const find of [packageTests, pythonTests, cargoTests, goTests, makeTests]) {
    const tests = await find(files, folder, names);
    if (tests !== null) return tests;
  }
  return null;
}

const cargoTests: FindTests = async (files, folder, names) => {
  if (!names.includes('Cargo.toml')) return null;
  const manifest = (await files.text(inFolder(folder, 'Cargo.toml'))) ?? '';
  // At a workspace's top that is a package too, Cargo would test that package alone.
  const workspace = /^\[workspace\]/m.test(manifest) ? ' --workspace' : '';
  return { command: `cargo test${workspace}`, file: 'Cargo.toml' };
};

const goTests: FindTests = async (files, folder, names) => {
  if (names.includes('go.mod')) return { command: 'go test ./...', file: 'go.mod' };
  if (!names.includes('go.work')) return null;
  const modules = goModules((await files.text(inFolder(folder, 'go.work'))) ?? '');
  if (modules.length === 0) return null;
  return { command: `go test ${modules.map((path) => `${path}/...`).join(' ')}`, file: 'go.work' };
};

/** The modules that a go.work names, as `./path`; only those that need no quotes. */
function goModules(text: string): string[] {
  const blocks = [...text.matchAll(/^use\s*\(([^)]*)\)/gm)].flatMap(([, block = '']) => block.split('\n'));
  const single = [...text.matchAll(/^use[ \t]+([^\s(].*)$/gm)].map(([, path = '']) => path);
  return [...blocks, ...single]
    .map((line) => line.replace(/\/\/.*/, '').trim())
    .filter((path) => /^\.[\w./-]*$/.test(path));
}

const makeTests: FindTests = async (files, folder, names) => {
  if (!names.includes('Makefile')) return null;
  const makefile = (await files.text(inFolder(folder, 'Makefile'))) ?? '';
  return testTarget.test(makefile) ? { command: 'make test', file: 'Makefile' } : null;
};

/** A rule for `test`, alone or among other targets; no assignment to a variable of that name. */
const testTarget = /^(?:[\w./-]+[ \t]+)*test(?:[ \t]+[\w./-]+)*[ \t]*::?(?![:=])/m;
