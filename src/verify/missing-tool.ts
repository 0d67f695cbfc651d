import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';

/**
 * Why a detected command can't work on this machine, as a sentence for a person; null where nothing is known to be
 * missing. `folder` is the absolute path of the folder that it is for. No program of the repository is started.
 */
export async function missingTool(
  command: string,
  folder: string,
  environment: Readonly<Record<string, string>>,
): Promise<string | null> {
  const words = command.replace(/^cd (\S+) && /, '').split(' ');
  const [program = ''] = words;
  const searchPath = (environment.PATH ?? '').split(':').filter(isAbsolute);
  const place = join(folder, /^cd (\S+) && /.exec(command)?.[1] ?? '');
  const inRepository = program.includes('/');
  const candidates = inRepository ? [join(place, program)] : searchPath.map((entry) => join(entry, program));
  const found = firstExecutable(candidates);
  if (found === null) return `"${program}" was not found, so "${command}" can't work: install it`;
  if (words[1] !== '-m' || words[2] !== 'pytest') return null;
  const there = inRepository ? await mayHavePytest(dirname(dirname(found))) : await has(found, environment);
  if (there) return null;
  return `${program} has no module pytest, so "${command}" can't work: install pytest, or give --verify`;
}

function firstExecutable(paths: readonly string[]): string | null {
  return paths.find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A virtual environment is only looked at: its programs are the repository's. */
async function mayHavePytest(environmentFolder: string): Promise<boolean> {
  const settings = await readFile(join(environmentFolder, 'pyvenv.cfg'), 'utf8').catch(() => '');
  if (/^include-system-site-packages\s*=\s*true/m.test(settings)) return true;
  const versions = await readdir(join(environmentFolder, 'lib')).catch(() => []);
  const packages = versions.map((version) =>
    join(environmentFolder, 'lib', version, 'site-packages', 'pytest'),
  );
  return firstExecutable(packages) !== null;
}

const lookupMs = 5000;

/** True also where the interpreter can't say: a warning must be sure. */
function has(python: string, environment: Readonly<Record<string, string>>): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const script = "import importlib.util, sys; sys.exit(importlib.util.find_spec('pytest') is None and 3)";
  execFile(
    python,
    ['-I', '-B', '-c', script],
    { cwd: '/', env: { ...environment }, timeout: lookupMs },
    (error) => resolve((error as { code?: unknown } | null)?.code !== 3),
  );
  return promise;
}
