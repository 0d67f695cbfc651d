/** How a folder is tested; no commands and the source '' where nothing says so. */
export interface DetectedCommands {
  commands: string[];
  /** Name of the file that says so. */
  source: string;
}

/**
 * Finds out how a folder is tested. `names` are its files and folders; `packageJson` and `makefile` are the texts of
 * these files, null where there is none.
 */
export function detectCommands(
  names: readonly string[],
  packageJson: string | null,
  makefile: string | null,
): DetectedCommands {
  const found = (command: string, source: string) => ({ commands: [command], source });
  if (packageJson !== null && hasTestScript(packageJson)) return found(packageCommand(names), 'package.json');
  const pythonFile = pythonTestFile(names);
  if (pythonFile !== null) return found(pythonCommand(names), pythonFile);
  if (names.includes('Cargo.toml')) return found('cargo test', 'Cargo.toml');
  if (names.includes('go.mod')) return found('go test ./...', 'go.mod');
  if (makefile !== null && testTarget.test(makefile)) return found('make test', 'Makefile');
  return { commands: [], source: '' };
}

/** A rule for `test`, alone or among other targets; no assignment to a variable of that name. */
const testTarget = /^(?:[\w./-]+[ \t]+)*test(?:[ \t]+[\w./-]+)*[ \t]*::?(?![:=])/m;

/** False for the script that `npm init` writes, and for a file that can't be read. */
function hasTestScript(packageJson: string): boolean {
  try {
    const script: unknown = JSON.parse(packageJson)?.scripts?.test;
    return typeof script === 'string' && script.trim() !== '' && !script.includes('no test specified');
  } catch {
    return false;
  }
}

const packageManagers = [
  ['package-lock.json', 'npm test'],
  ['npm-shrinkwrap.json', 'npm test'],
  ['pnpm-lock.yaml', 'pnpm test'],
  ['yarn.lock', 'yarn test'],
  ['bun.lock', 'bun run test'],
  ['bun.lockb', 'bun run test'],
] as const;

function packageCommand(names: readonly string[]): string {
  return packageManagers.find(([lockFile]) => names.includes(lockFile))?.[1] ?? 'npm test';
}

/** The file that says that pytest can be run here. Files that serve other ends too count where there are tests. */
function pythonTestFile(names: readonly string[]): string | null {
  const hasTests = names.some((name) => /^(tests?|test_.*\.py|.*_test\.py)$/.test(name));
  const telling = [
    'pytest.ini',
    'conftest.py',
    ...(hasTests ? ['pyproject.toml', 'setup.cfg', 'tox.ini'] : []),
  ];
  return telling.find((name) => names.includes(name)) ?? null;
}

function pythonCommand(names: readonly string[]): string {
  return `${names.includes('.venv') ? '.venv/bin/python' : 'python3'} -m pytest`;
}
