import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, readdir, readFile } from 'node:fs/promises';
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
  const found = await firstExecutable(candidates);
  if (found === null) return `"${program}" was not found, so "${command}" can't work: install it`;
  if (words[1] !== '-m' || words[2] !== 'pytest') return null;
  const there = inRepository ? await mayHavePytest(dirname(dirname(found))) : await has(found, environment);
  if (there) return null;
  return `${program} has no module pytest, so "${command}" can't work: install pytest, or give --verify`;
}

async function firstExecutable(paths: readonly string[]): Promise<string | null> {
  for (const path of paths) {
    const executable = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (executable) return path;
  }
  return null;
}

/** A virtual environment is only looked at: its programs are the repository's. */
async function mayHavePytest(environmentFolder: string): Promise<boolean> {
  const settings = await readFile(join(environmentFolder, 'pyvenv.cfg'), 'utf8').catch(() => '');
  if (/^include-system-site-packages\s*=\s*true/m.test(settings)) return true;
  const versions = await readdir(join(environmentFolder, 'lib')).catch(() => []);
  const packages = versions.map((version) =>
    join(environmentFolder, 'lib', version, 'site-packages', 'pytest'),
  );
  return (await firstExecutable(packages)) !== null;
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
