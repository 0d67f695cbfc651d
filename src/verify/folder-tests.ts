import type { RepositoryFiles } from '../ports.ts';

/** A command for one folder, and the file that says that its tests are run so. */
export interface FolderTests {
  command: string;
  file: string;
}

/** Finds the tests of one kind of project in one folder. */
export type FindTests = (
  files: RepositoryFiles,
  folder: string,
  names: readonly string[],
) => Promise<FolderTests | null>;
