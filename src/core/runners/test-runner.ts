import type { TestFiles } from '../evidence/alteration.ts';
import type { Counts, ReportReading } from './report.ts';

/** All that proofloop knows of one test runner: a new one is a file with this, and its place in the table. */
export interface TestRunner {
  /** As logs have it. */
  name: string;
  report: Reporting;
  /** It is no runner, but a format that anything can print or write, `cat result.tap` among it. */
  isFormat?: true;
  /** What it counts in its last lines on the terminal, none of which is long; null where it does not say. */
  printedCounts?: (lines: readonly string[]) => Counts | null;
  canary?: MakeCanary;
  /** The files whose expectations are altered for what reports name by `file`; null where there are none. */
  altered?: (file: string, place: CanaryPlace) => TestFiles | null;
  /** The same for one whose reports name no files: all its tests, by the folder in which the command ran. */
  alteredTogether?: (folder: string) => TestFiles;
  files: RunnerFiles;
  start?: RunnerStart;
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
export type Reporting = NotedReport | LeftReport | WrittenReport | PrintedReport;

/** Absolute paths as a command sees them. */
export interface AskingPlaces {
  /** The folder for reports. */
  reports: string;
  /** The folder with what is loaded into runners: all of `verify/runners/` that is not TypeScript, and node's hook. */
  hooks: string;
}

/** Environment variables that make a runner report, or load what asks it to. */
export type AskingVariables = (places: AskingPlaces) => Record<string, string>;

/**
 * Asked from within by a hook of ours, which makes a place for it and notes the folder it ran in: node's (see
 * `NodeAsking`), or one that the variables have it load.
 */
export interface NotedReport {
  kind: 'noted';
  variables?: AskingVariables;
  /**
   * The program that one of ours, `verify/runners/programs/<name>/<name>`, stands before on the search path: for a runner
   * that nothing else asks. Ours finds the real one behind it.
   */
  program?: string;
  /** Name of the report in that place. */
  file: string;
  read: (text: string, seen: Seen) => ReportReading | Promise<ReportReading>;
}

/** Asked by environment variables, or by what starts it, to leave a file below the folder for reports. */
export interface LeftReport {
  kind: 'left';
  variables?: AskingVariables;
  /** The name that the entry for it in that folder begins with, and its file's name there; a pattern for many files. */
  place: string;
  file: string | RegExp;
  /** Whether other folders lie between the two. */
  hasWay: boolean;
  read: (text: string, seen: Seen) => ReportReading | Promise<ReportReading>;
  /** Why the reports that were found can't be all, by what was printed; null where they can. */
  missing?: (lines: readonly string[], found: number) => string | null;
}

/** Written into the checkout by the command itself, at places that are known: only what is new after it counts. */
export interface WrittenReport {
  kind: 'written';
  /** Globs of paths as seen from the top. */
  paths: readonly string[];
  /** The name of a file that lies in the command's folder or at the top where there can be any. */
  when: RegExp;
  read: (text: string, seen: Seen) => ReportReading | Promise<ReportReading>;
}

/** Told by what it prints. */
export interface PrintedReport {
  kind: 'printed';
  /** Reads what a command has printed that nobody changed, without control sequences: a reading for each run. */
  read: (output: string, seen: Seen) => ReportReading[] | Promise<ReportReading[]>;
  /** It is read only where no other runner has reported. */
  isLast?: boolean;
}

/** What is known of the checkout in which a runner ran. */
export interface Seen {
  /** Absolute path of the folder in which it ran, as it saw it; '' where it doesn't say. */
  ranIn: string;
  /** Path of the report: below its place, or below the top for one that was written there; '' for a printed one. */
  report: string;
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
export type MakeCanary = (file: string, hash: string, place: RuledPlace) => CanaryText | null;

/** With the rules of evidence that hold: the same ones ask by the same text. */
export type RuledPlace = CanaryPlace & { rules: number };

export interface CanaryText {
  /** The file below the top that it is appended to, or that is made for it. */
  path: string;
  addition: string;
  /** `start`: behind the line that says what runs the file, for one whose end may be no code. */
  at?: 'start';
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

/** How a shell line starts the runner, and how that line is told to run the tests of some files alone. */
export interface RunnerStart {
  /** The words that start it, launchers aside, such as `go test`; where several fit, the first. */
  words: readonly (readonly string[])[];
  /** Options whose value is the next word. */
  valued?: readonly string[];
  /** Options that have no value, behind which a file may stand. */
  flags?: readonly string[];
  /** The arguments for what reports name by `file`; null where it has none. None can be run alone without it. */
  alone?: (file: string, place: CanaryPlace) => readonly string[] | null;
  /** What stands before those. */
  aloneOptions?: readonly string[];
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
  /** Paths of such files, for those whose names alone don't tell. */
  paths?: readonly RegExp[];
  /** Names of files that it takes for tests wherever they lie. */
  tests?: readonly RegExp[];
  /** Paths of what belongs to tests, where other runners would have a folder called `test`. */
  testPaths?: readonly RegExp[];
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
