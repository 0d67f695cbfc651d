import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TreeId } from '../../ports/view.ts';
import { replaceFileUnsynced } from '../../system/replace-file.ts';
import type { Repository } from '../base/repository.ts';
import type { KeptFolders } from '../dependencies/kept-folders.ts';
import type { PathBytes } from '../git/path-bytes.ts';
import type { GitPlace } from '../git/run-git.ts';
import type { FilteredFile } from '../staging/filtered-files.ts';

/** What was found and taken at the start of a run, kept in its home for every later process. */
export interface WorkspaceRecord {
  runId: string;
  /** Top of the user's checkout, or the plain folder. */
  workspace: string;
  repository: Repository | null;
  baseCommit: string | null;
  baseTree: TreeId;
  /** Whether the base is kept among the user's objects by a reference of proofloop's; older records do not say so. */
  keepsBase?: boolean;
  hasFilters: boolean;
  hasConversions: boolean;
  filtered: FilteredFile[];
  /** Every submodule of the base. */
  submodules: PathBytes[];
  leftOut: PathBytes[];
  /** The submodules whose files were there to be copied. */
  keptSubmodules: string[];
  /** The dependency folders of the user's checkout, of which the run's home has copies. */
  dependencies: KeptFolders;
  /** Whether commands see a view's files at the path of the user's checkout; else at the view's own path. */
  mountedAtCheckout: boolean;
  setup: SetupRecord;
}

/** How dependency folders are made. */
export interface SetupRecord {
  /** None where the user's own folders are all there is. */
  commands: readonly string[];
  /** Folder below the top in which they run. */
  folder: string;
  /** Names or paths of ignored folders that count as dependencies besides the known ones; absent in older records. */
  dependencies?: readonly string[];
  /** Absolute path of the folder that keeps what was made, for all runs. */
  cache: string;
  /** Paths of files that setup sees as the run has changed them, although they may run; absent in older records. */
  given?: readonly PathBytes[];
}

/** What of this process decides on the work in a workspace. */
export interface Machine {
  /** `PATH` in which git and cp are looked for. */
  searchPath: string;
  /** What else the results of setup commands follow from: their variables, their network. */
  setupConditions: readonly string[];
  /** Whether commands can see folders beneath a view's own files, where the views lie in this folder. */
  canLayer(folder: string): Promise<boolean>;
}

/** A run's home and what is recorded there. */
export interface Run extends Machine {
  home: string;
  record: WorkspaceRecord;
}

/** The branch of a run; deliveries beside it have names that begin with it. */
export const branchOf = (runId: string) => `proofloop/${runId}`;

export const gitFolder = (home: string) => join(home, 'git');
export const coderFolder = (home: string) => join(home, 'tree');
export const coderTree = (home: string) => join(coderFolder(home), 'files');
export const viewsFolder = (home: string) => join(home, 'views');
export const dependenciesFolder = (home: string) => join(home, 'dependencies');
export const submodulesFolder = (home: string) => join(home, 'submodules');
export const filteredFolder = (home: string) => join(home, 'filtered');

/** The run's own repository, without a work tree. */
export function runPlace(run: Pick<Run, 'home' | 'searchPath'>): GitPlace {
  return { searchPath: run.searchPath, gitDir: gitFolder(run.home), workTree: null, indexFile: null };
}

const recordFile = (home: string) => join(home, 'workspace.json');

export async function writeRecord(home: string, record: WorkspaceRecord): Promise<void> {
  await replaceFileUnsynced(recordFile(home), `${JSON.stringify(record, null, 2)}\n`);
}

export async function readRecord(home: string): Promise<WorkspaceRecord> {
  const text = await readFile(recordFile(home), 'utf8').catch(() => null);
  if (text === null)
    throw new Error(`The files of this run are not in ${home} (they may have been pruned): start a new run.`);
  return JSON.parse(text);
}
