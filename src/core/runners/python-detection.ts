import { foldersUpwards, inFolder, wayUp } from './folders.ts';
import type { Detect, FolderFiles } from './test-runner.ts';

/** The tests of a Python project: by pytest where a file tells of it, else by unittest where the tests use that. */
export const pythonTests: Detect = (files) => {
  const names = files.names(files.folder);
  const places = ['', ...testFolders.filter((name) => names.includes(name))];
  const tests = places.flatMap((place) => readTests(files, place));
  const hasTests = tests.length > 0 || places.length > 1;
  const pytest =
    ownFiles.find((name) => names.includes(name)) ??
    (hasTests ? fileThatNamesPytest(files, names) : undefined) ??
    tests.find(({ text }) => pytestStyle.test(text))?.path;
  if (pytest !== undefined) return { command: `${pythonOf(files)} -m pytest`, file: pytest };

  const unittest = tests.find(({ text }) => unittestStyle.test(text));
  if (unittest !== undefined) {
    const command = `${pythonOf(files)} -m unittest${discovery(files, unittest.place)}`;
    return { command, file: unittest.path };
  }
  const project = hasTests ? projectFiles.find((name) => names.includes(name)) : undefined;
  return project === undefined ? null : { command: `${pythonOf(files)} -m pytest`, file: project };
};

const testFolders = ['tests', 'test'];
const testFile = /^(test_.*|tests?|.*_test)\.py$/;
const pytestStyle = /^[ \t]*(import pytest|from pytest)\b|^(async )?def test_/m;
const unittestStyle = /^[ \t]*(import|from) unittest\b/m;

const ownFiles = ['pytest.ini', 'conftest.py'];
/** Files that serve other ends too. */
const projectFiles = ['pyproject.toml', 'setup.cfg', 'tox.ini', 'setup.py', 'Pipfile'];
const requirementsFile = /^(\w+-)?requirements.*\.(txt|in)$/;

/** So many test files of a folder are looked into. */
const readFilesMax = 20;

function readTests({ folder, names, text }: FolderFiles, place: string) {
  const chosen = names(inFolder(folder, place)).filter((name) => testFile.test(name));
  return chosen.slice(0, readFilesMax).map((name) => {
    const path = inFolder(place, name);
    return { place, path, text: text(inFolder(folder, path)) ?? '' };
  });
}

function fileThatNamesPytest({ folder, text }: FolderFiles, names: readonly string[]): string | undefined {
  const chosen = names.filter((name) => projectFiles.includes(name) || requirementsFile.test(name));
  return chosen.find((name) => /\bpytest\b/.test(text(inFolder(folder, name)) ?? ''));
}

/** Tests in a folder that is no package can't be found from above, unless discovery begins there. */
function discovery({ folder, names }: FolderFiles, place: string): string {
  if (place === '') return '';
  return names(inFolder(folder, place)).includes('__init__.py') ? '' : ` discover -s ${place}`;
}

/** The interpreter of the nearest virtual environment upwards, which lies on disk and in no commit, else python3. */
function pythonOf({ folder, isOnDisk }: FolderFiles): string {
  for (const place of foldersUpwards(folder)) {
    for (const environment of ['.venv', 'venv']) {
      if (isOnDisk(inFolder(place, `${environment}/bin/python`)))
        return `${wayUp(folder, place)}${environment}/bin/python`;
    }
  }
  return 'python3';
}
