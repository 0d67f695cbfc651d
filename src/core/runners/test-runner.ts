import type { TestFiles } from '../evidence/alteration.ts';
import type { Counts, ReportReading } from './report.ts';

/** All that proofloop knows of one test runner: a new one is a file with this, and its place in the table. */
export interface TestRunner {
  /** As logs have it. */
  name: string;
  report: Reporting;
  /** What it counts in its last lines on the terminal, none of which is long; null where it does not say. */
  printedCounts?: (lines: readonly string[]) => Counts | null;
  canary?: MakeCanary;
  /** The files whose expectations are altered for what reports name by `file`; null where there are none. */
  altered?: (file: string, place: CanaryPlace) => TestFiles | null;
  files: RunnerFiles;
  /** How a folder's tests are started with it; null where they are not, as far as the files tell. */
  detect?: Detect;
  /** Words of a command that say that it judges by tests: names of the runner's programs, modules or options. */
  words?: readonly string[];
  /** Calls in a test file whose first argument is a module, for one that has such: `jest.mock('./a')`. */
  moduleCalls?: { objects: readonly string[]; methods: readonly string[] };
  /** For one that a package.json may depend on without a script for it: the command that runs once and ends. */
  program?: string;
}

/** How a runner is asked for a report, and where that is found. Reading takes time in proportion to the text's length. */
export type Reporting = NotedReport | LeftReport | PrintedReport;

/** Asked from within node by our hook (see `NodeAsking`), which makes a place for it and notes the folder it ran in. */
export interface NotedReport {
  kind: 'noted';
  /** Name of the report in that place. */
  file: string;
  read: (text: string, seen: Seen) => ReportReading | Promise<ReportReading>;
}

/** Asked by environment variables, or by what starts it, to leave a file below the folder for reports. */
export interface LeftReport {
  kind: 'left';
  /** `folder` is the folder for reports as the command sees it. */
  variables?: (folder: string) => Record<string, string>;
  /** The name that the entry for it in that folder begins with, and its file's name there. */
  place: string;
  file: string;
  /** Whether the absolute path of the folder it ran in lies between the two. */
  hasWay: boolean;
  read: (text: string, seen: Seen) => ReportReading | Promise<ReportReading>;
  /** Why the reports that were found can't be all, by what was printed; null where they can. */
  missing?: (lines: readonly string[], found: number) => string | null;
}

/** Told by what it prints. */
export interface PrintedReport {
  kind: 'printed';
  /** A shell line that tells more of each test; null for one that can't be asked for it. */
  ask?: (command: string) => AskedCommand | null;
  /** Reads what a command has printed that nobody changed, without control sequences: a reading for each run. */
  read?: (output: string, seen: Seen) => ReportReading[] | Promise<ReportReading[]>;
  /** It is read only where no other runner has reported. */
  isLast?: boolean;
}

export interface AskedCommand {
  command: string;
  /** What it printed as a reading (null where there is none), and as the text that the given command would have printed. */
  read: (output: string) => { reading: ReportReading | null; text: string };
}

/** What is known of the checkout in which a runner ran. */
export interface Seen {
  /** Absolute path of the folder in which it ran, as it saw it; '' where it doesn't say. */
  ranIn: string;
  places: Places;
  files: CheckoutFiles;
}

/** The places that paths are told from, as the command sees them. */
export interface Places {
  /** Top of the files. */
  root: string;
  /** The folder in which the command ran. */
  folder: string;
}

/** What lies in the checkout after the command; every path is seen from the top. */
export interface CheckoutFiles {
  has(path: string): boolean;
  /** Of a folder, links left out; none where there is no such folder. */
  entries(folder: string): readonly { name: string; isFolder: boolean }[];
  /** The beginning of a file; null where there is none. */
  text(path: string): string | null;
}

/**
 * The test that must fail, for one of the files that reports name; null where none can be put there. `hash` tells it
 * from every other one.
 */
export type MakeCanary = (file: string, hash: string, place: CanaryPlace) => CanaryText | null;

export interface CanaryText {
  /** The file below the top that it is appended to, or that is made for it. */
  path: string;
  addition: string;
}

export interface CanaryPlace {
  /** Where the verify commands run, from which reports name files; '' is the top. */
  folder: string;
  packages: readonly GoPackage[];
}

/** A Go package that has tests: reports know it by its import path. */
export interface GoPackage {
  importPath: string;
  /** Folder below the top, '' for the top. */
  folder: string;
  /** What the package clause of its test files says. */
  name: string;
}

/** Files and fields by which a repository configures the runner, or stands in front of it; names in lower case. */
export interface RunnerFiles {
  names?: readonly string[];
  /** What `.config.ts`, `.setup.js` and the like follow. */
  stems?: readonly string[];
  patterns?: readonly RegExp[];
  folders?: readonly string[];
  /** Packages of npm that it is made of: one from elsewhere is another program. */
  packages?: readonly RegExp[];
  /** Fields of a package.json. */
  fields?: readonly string[];
  /** Modules of Python. */
  modules?: readonly string[];
  /** Names of files that it takes for tests wherever they lie. */
  tests?: readonly RegExp[];
}

/** Finds out how the tests of one folder are started. */
export type Detect = (files: FolderFiles) => FolderTests | null;

/** A shell line for one folder, and the file in it that says that its tests are run so. */
export interface FolderTests {
  command: string;
  file: string;
}

/** A repository as seen from one of its folders; every path begins at the top. */
export interface FolderFiles {
  folder: string;
  names(folder: string): readonly string[];
  text(path: string): string | null;
  /** Whether there is anything at the path on disk, what the repository ignores included. */
  isOnDisk(path: string): boolean;
}

/** How our hook asks a runner that is a program of node's: by its arguments. */
export interface NodeAsking {
  runner: string;
  /** The script that node runs. */
  script: RegExp;
  /** Name of the report's file. */
  file: string;
  /** Files that may name reporters, as a folder and what they are called there; none where its arguments say it all. */
  configuration?: (given: readonly string[]) => { folder: string; names: RegExp };
  /** What is put in front of the given arguments; null where it runs no tests, or reports as it was told to. */
  argumentsFor: (given: readonly string[], report: string, configuration: string) => string[] | null;
}
