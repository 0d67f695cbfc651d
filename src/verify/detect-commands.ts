import { foldersUpwards, inFolder, wayUp } from '../core/runners/folders.ts';
import { makeTests } from '../core/runners/make-tests.ts';
import { packageTests } from '../core/runners/package-tests.ts';
import { runnerTable } from '../core/runners/runner-table.ts';
import type { Detect, FolderTests } from '../core/runners/test-runner.ts';
import type { RepositoryFiles } from '../ports/base-files.ts';
import { answered } from './repository-answers.ts';

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

/** Paths of what most often tells how the code in `folder` is tested, whether it is there or not. */
export function pathsThatTell(folder: string): string[] {
  return [...tellingFiles, ...tellingFolders].map((name) => inFolder(folder, name));
}

const tellingFiles = ['package.json', 'pyproject.toml', 'Cargo.toml', 'Makefile'];
const tellingFolders = ['src', 'test', 'tests', 'spec'];

function from(folder: string, place: string): string {
  const way = wayUp(folder, place);
  return way === '' ? '' : `cd ${way.slice(0, -1)} && `;
}

/** What a package.json says comes before any runner, and what a Makefile says after all of them. */
const detectors: readonly Detect[] = [
  packageTests,
  ...runnerTable.flatMap(({ detect }) => detect ?? []),
  makeTests,
];

async function testsOf(files: RepositoryFiles, folder: string): Promise<FolderTests | null> {
  for (const detect of detectors) {
    const tests = await answered(files, (known) => detect({ folder, ...known }));
    if (tests !== null) return tests;
  }
  return null;
}
