import type { RepositoryFiles } from '../ports.ts';
import type { FindTests } from './folder-tests.ts';
import { foldersUpwards, inFolder, wayUp } from './folders.ts';

/** The tests of a Python project: by pytest where a file tells of it, else by unittest where the tests use that. */
export const pythonTests: FindTests = async (files, folder, names) => {
  const places = ['', ...testFolders.filter((name) => names.includes(name))];
  const tests = (await Promise.all(places.map((place) => readTests(files, folder, place)))).flat();
  const hasTests = tests.length > 0 || places.length > 1;
  const pytest =
    ownFiles.find((name) => names.includes(name)) ??
    (hasTests ? await fileThatNamesPytest(files, folder, names) : undefined) ??
    tests.find(({ text }) => pytestStyle.test(text))?.path;
  if (pytest !== undefined) return { command: `${await pythonOf(files, folder)} -m pytest`, file: pytest };

  const unittest = tests.find(({ text }) => unittestStyle.test(text));
  if (unittest !== undefined) {
    const arguments_ = await discovery(files, folder, unittest.place);
    return { command: `${await pythonOf(files, folder)} -m unittest${arguments_}`, file: unittest.path };
  }
  const project = hasTests ? projectFiles.find((name) => names.includes(name)) : undefined;
  if (project === undefined) return null;
  return { command: `${await pythonOf(files, folder)} -m pytest`, file: project };
};

const testFolders = ['tests', 'test'];
const testFile = /^(test_.*|tests?|.*_test)\.py$/;
const pytestStyle = /^\s*(import pytest|from pytest)\b|^(async )?def test_/m;
const unittestStyle = /^\s*(import|from) unittest\b/m;

const ownFiles = ['pytest.ini', 'conftest.py'];
/** Files that serve other ends too. */
const projectFiles = ['pyproject.toml', 'setup.cfg', 'tox.ini', 'setup.py', 'Pipfile'];
const requirementsFile = /^(\w+-)?requirements.*\.(txt|in)$/;

/** So many test files of a folder are looked into. */
const readFilesMax = 20;

async function readTests(files: RepositoryFiles, folder: string, place: string) {
  const names = await files.names(inFolder(folder, place));
  const chosen = names.filter((name) => testFile.test(name)).slice(0, readFilesMax);
  return Promise.all(
    chosen.map(async (name) => {
      const path = inFolder(place, name);
      return { place, path, text: (await files.text(inFolder(folder, path))) ?? '' };
    }),
  );
}

async function fileThatNamesPytest(
  files: RepositoryFiles,
  folder: string,
  names: readonly string[],
): Promise<string | undefined> {
  for (const name of names.filter((entry) => projectFiles.includes(entry) || requirementsFile.test(entry))) {
    if (/\bpytest\b/.test((await files.text(inFolder(folder, name))) ?? '')) return name;
  }
  return undefined;
}

/** Tests in a folder that is no package can't be found from above, unless discovery begins there. */
async function discovery(files: RepositoryFiles, folder: string, place: string): Promise<string> {
  if (place === '') return '';
  const isPackage = (await files.names(inFolder(folder, place))).includes('__init__.py');
  return isPackage ? '' : ` discover -s ${place}`;
}

/** The interpreter of the nearest virtual environment upwards, which lies on disk and in no commit, else python3. */
async function pythonOf(files: RepositoryFiles, folder: string): Promise<string> {
  for (const place of foldersUpwards(folder)) {
    for (const environment of ['.venv', 'venv']) {
      if (await files.isOnDisk(inFolder(place, `${environment}/bin/python`)))
        return `${wayUp(folder, place)}${environment}/bin/python`;
    }
  }
  return 'python3';
}
