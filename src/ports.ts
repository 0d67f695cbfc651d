import type { AgentReport, AgentUpdate } from './core/agent/agent-wire.ts';
import type { CommandResult, LoggedEvent, Payload, RefusedPath, SetupCommand } from './core/events.ts';
import type { Alteration, AlterationPlan } from './core/evidence/alteration.ts';
import type { Baseline, KeptRun, MeasuredPlace } from './core/evidence/kept-run.ts';
import type { LineRange, Mutant } from './core/evidence/line-range.ts';
import type { MovedTest } from './core/evidence/moved-tests.ts';
import type { Overlay } from './core/evidence/overlay.ts';
import type { ModelAnswer, ModelError, ModelRequest } from './core/model/model-wire.ts';
import type { ProtectedChange, Protection } from './core/protected/protection.ts';
import type { Role } from './core/role.ts';
import type { PackageScripts } from './core/runners/direct-start.ts';
import type { GoPackage } from './core/runners/test-runner.ts';
import type { RunState } from './core/state.ts';

/** The interfaces between the engine and the world. Each adapter keeps to the contract written here. */

/** One line of a log, without its newline, and what a reader of it gets. */
export interface LogLine {
  line: string;
  event: LoggedEvent;
}

/** Where what belongs to a run is kept. */
export interface RunPlace {
  runId: string;
  /** Where its log is, as the store names it: for a file its absolute path. */
  logPath: string;
  /** The run's own folder, absolute. */
  runHome: string;
  /** The database that keeps its log; absent for a file. */
  databaseUrl?: string;
  /** What appends to such a log are part of; absent where each stands alone. */
  committer?: Committer;
  /** The calling program's own logs, where it keeps them itself. */
  ownLogs?: OwnLogs;
}

/** Logs that a calling program keeps itself: how they are found, and what opens the log of each run. */
export interface OwnLogs {
  index: RunIndex;
  /** `place` is one that the index gave. */
  open(place: RunPlace): Store;
}

/** What a calling program brings of its own, in the place of what comes with proofloop; all else stays as it is. */
export interface OwnPorts {
  /** Answers all requests of all roles; no key is needed, and no endpoint is asked. */
  model?: Model | undefined;
  /** Does the work of the roles that `agent` and its kin name. */
  worker?: RoleWorker | undefined;
  /** Runs every command of the run; whether it holds anything back is the program's own affair. */
  sandbox?: Sandbox | undefined;
  logs?: OwnLogs | undefined;
  /** Tools that models may use besides those that there are. */
  tools?: readonly OwnTool[] | undefined;
}

/** What is recorded of a tool of a calling program's own, and told to the models. */
export interface OwnToolCard {
  /** Lower-case letters, digits and underscores; no name of a tool that there is. */
  name: string;
  description: string;
  /** JSON Schema of an object, as strict function tools have it. */
  parameters: Readonly<Record<string, unknown>>;
  /** Who may use it. */
  roles: readonly Role[];
}

export interface OwnTool extends OwnToolCard {
  /**
   * Does the work of one call, in the calling program's own process; `values` fits `parameters`. Resolves with what the
   * model is told. A rejection is told to the model as an error, but for that of an aborted `signal`.
   */
  run(values: unknown, place: OwnToolPlace): Promise<string>;
}

/** Where a call of such a tool is carried out. */
export interface OwnToolPlace {
  /** The role's files. What is changed in them counts as a command's changes do. */
  view: View;
  sandbox: Sandbox;
  signal: AbortSignal;
}

/** A function of the database, with what it is given. It raises where what it does must not happen. */
export interface DatabaseCall {
  name: string;
  values: readonly unknown[];
}

/**
 * Has lines written by one statement with what else must happen with them, and resolves once that is committed; `append`
 * is what writes them. Rejects with a ReservationRefused where nothing was written and other lines may follow.
 */
export type Committer = (append: DatabaseCall, lines: readonly LogLine[]) => Promise<void>;

/** Finds runs by what is known of their logs. */
export interface RunIndex {
  /** The ids of all runs, newest first. */
  list(): Promise<string[]>;
  /** Where a run with this id keeps what belongs to it, where it was given no other place for its log. */
  placeOf(runId: string): RunPlace;
  /** The log that a person names by its place, and its first event, null for none that can be read; null for no log. */
  named(name: string): Promise<{ logPath: string; first: LoggedEvent | null } | null>;
}

/** Keeps the log of one run. */
export interface Store {
  /**
   * Takes the right to write the log, which one process has at a time; a holder that is gone gives it up. Rejects with
   * RunInUseError, which names the process, while another one has it.
   */
  claim(): Promise<LogClaim>;
  /** The living process that has the right to write, and since when (ISO 8601); null for none. */
  writer(): Promise<{ pid: number; since: string } | null>;
  /**
   * All whole lines, each checked: its shape, its number, the hash chain, its payload. Changes nothing. Rejects with
   * UnreadableLogError where a line can't stand in its place, with an error that has a `code` where there is no log.
   */
  read(): Promise<StoredLog>;
  /**
   * The lines that are there, then each as another process writes it. Whenever all were given, `isOver` is asked; the log
   * is then read to its end once more. Ends without an error when `signal` aborts. Rejects as `read` does.
   */
  follow(isOver: () => Promise<boolean>, signal: AbortSignal): AsyncIterable<LogLine>;
  /** A text that is another one whenever the log has another end, without reading it; null where there is no log. */
  mark(): Promise<string | null>;
  /** The first event, without reading the rest; null where there is none that can be read. */
  first(): Promise<LoggedEvent | null>;
  /** Why no new log can be created here, as a sentence that says what to do; null where nothing is in its place. */
  obstacle(): Promise<string | null>;
  /** Whether a log that was read is that of a run which was started here; one that was brought here is for reading alone. */
  isOwn(log: Pick<StoredLog, 'events' | 'lines' | 'damage'>): Promise<boolean>;
}

/** The right to write a run's log. It stays with its holder where `create` or `open` rejects; else the Log has it. */
export interface LogClaim {
  /** A new log, which survives a power cut. Where there is one already it is left as it is: rejects with what to do. */
  create(): Promise<Log>;
  /** Opens the log to go on with it: what was written in part is first kept aside, then cut off. Rejects as `read` does. */
  open(): Promise<OpenedLog>;
  /** Removes the log; where there is none, nothing happens. The right stays with its holder. */
  remove(): Promise<void>;
  /** Gives the right back. Never throws. */
  release(): Promise<void>;
}

/** What a log holds in whole lines. */
export interface LogContents {
  events: LoggedEvent[];
  /** The line of each event, without its newline. */
  lines: string[];
  /** SHA-256 (hex) of the last line, 64 zeros for none; nothing in the log itself vouches for that line. */
  head: string;
}

export interface StoredLog extends LogContents {
  /** What shows that the log has lost lines or that its last one was changed, as sentences; null for nothing. */
  damage: string | null;
}

export interface OpenedLog {
  log: Log;
  contents: LogContents;
  /** The part of a line that was cut off: what `log_recovered` has to say; null for none. */
  recovered: Payload<'log_recovered'> | null;
}

/** The one writer of a run's log. */
export interface Log {
  /**
   * Appends lines, each of which follows on the one before and the first on the log's last; resolves when all of them are
   * on disk. On a write error none of them is in the log and the promise rejects; where it is unknown whether they are,
   * every later call rejects too. Calls must not overlap: a second one before the first has resolved rejects.
   */
  append(lines: readonly LogLine[]): Promise<void>;
  /** Gives up the room that is kept for the last lines of a run whose disk is full. */
  makeRoom(): Promise<void>;
  /** Gives up the right to write, and the room. Never throws. */
  close(): Promise<void>;
}

/** A line that a log is known to hold: its number, and SHA-256 (hex) of it without its newline. */
export interface KnownLine {
  seq: number;
  hash: string;
}

export interface Model {
  /**
   * Sends one request, once. Resolves with the finished response or with the reason why there is none; rejects only
   * with `signal.reason` when the signal aborts.
   */
  respond(request: ModelRequest, signal: AbortSignal): Promise<ModelResult>;
}

/** Who does a role's work as a whole, in the place of a model that is asked step by step. */
export interface RoleWorker {
  /**
   * Does the work in a view. Resolves with what it came to when the worker and everything that it started are gone;
   * rejects only with `signal.reason` when the signal aborts, after they are gone.
   */
  work(order: WorkOrder, signal: AbortSignal): Promise<AgentReport>;
}

/** One role's work. */
export interface WorkOrder {
  /** Which agent: a name or a command. */
  agent: string;
  role: Role;
  /** What the worker sees and, but for the planner's, can change. */
  view: View;
  prompt: string;
  /** Uses of tools that it has. */
  maxSteps: number;
  /** What it is told when they are used up. */
  finish: string;
  /** How often its answer may be asked for again. */
  repairsLeft: number;
  /** Null for a last message that can be used; else why it can't. */
  objection: (answer: string) => string | null;
  /** Told what the worker says that it does, each thing once. */
  tell: (update: AgentUpdate) => void;
  /** Told why the answer is asked for again. */
  askedAgain: (error: string) => void;
}

export type ModelResult = { kind: 'answer'; answer: ModelAnswer } | { kind: 'error'; error: ModelError };

/** Hex id of a git tree object. */
export type TreeId = string;

export type ViewKind = 'planner' | 'coder' | 'tester' | 'verification' | 'setup';

/** A folder with the files of one tree, in which commands run. */
export interface View {
  readonly kind: ViewKind;
  /** Absolute path of the folder that holds the files. */
  readonly root: string;
  /**
   * Absolute paths of folders whose files commands see among the view's own, where the view has none of that path, the
   * first folder's before the next one's. No command can write to them: what it changes of them lies in `root`.
   */
  readonly beneath: readonly string[];
  /**
   * The tree of the view's files as they are now. Ignored files and caches are not part of it. `written` are paths that
   * were just written: where no tree takes them they are named, in a cache too.
   */
  snapshot(written?: readonly string[]): Promise<Snapshot>;
  /** Removes the view, but for the coder's, whose files are kept for the next call. Never throws. */
  close(): Promise<void>;
  /** Removes the view's files, the coder's too: what no snapshot holds is lost, and its room is free. Never throws. */
  discard(): Promise<void>;
}

/** A tree whose tests demand something else. */
export interface AlteredTree {
  tree: TreeId;
  alteration: Alteration;
}

/** A tree on which a candidate is measured by the base's own tests. */
export interface RestoredTree {
  /** The candidate's own where nothing protected differs. */
  tree: TreeId;
  /** What the run changed among the protected files, sorted by path; plain additions of tests are no such change. */
  changes: ProtectedChange[];
  /** Test files of the base that git finds under another name, paths from the top. */
  movedTests: readonly MovedTest[];
}

export interface Snapshot {
  tree: TreeId;
  /** Changed paths that are not in `tree` (the base's version is kept), with the reason for a person. */
  refused: RefusedPath[];
  /** For the coder's view: what was made or changed where no tree takes it, with the reason as a clause. */
  undelivered: RefusedPath[];
}

/**
 * The run's own copy of the repository. The user's checkout is only read; in its git folder only objects and the
 * run's branch are written. Every method rejects with an Error whose message is one sentence for a person.
 */
export interface Workspace {
  /** Null for a plain folder, and for a repository without a commit. */
  readonly baseCommit: string | null;
  /** The base commit's tree with the user's uncommitted changes. */
  readonly baseTree: TreeId;
  /**
   * A view whose files are exactly `tree`, with the dependency folders beside them. A `setup` view has the base's files
   * with only the manifests and lock files of `tree`, and no dependency folders.
   */
  open(kind: ViewKind, tree: TreeId): Promise<View>;
  /** Paths that differ between two trees, sorted, each as git names it. */
  changedFiles(from: TreeId, to: TreeId): Promise<string[]>;
  /** Paths that `to` has and `from` has not, sorted, each as git names it. */
  addedPaths(from: TreeId, to: TreeId): Promise<string[]>;
  /** The difference between two trees as git shows it, without colours; binary files are only named. */
  diffText(from: TreeId, to: TreeId): Promise<string>;
  /** What `to` adds to the files of `from`, by path: lines for text, the bytes as Latin-1 for anything else. */
  addedContent(from: TreeId, to: TreeId): Promise<Map<string, string>>;
  /** Hash of all that `tree` says about dependencies; an edit that does not concern them leaves it as it is. */
  dependenciesKey(tree: TreeId): Promise<string>;
  /** Paths of the dependency folders that were made for `tree` before, by this run or another; null where none were. */
  madeDependencies(tree: TreeId): Promise<string[] | null>;
  /**
   * Keeps the dependency folders of a `setup` view for `tree` and every other tree with the same key, and resolves
   * with their paths.
   */
  keepMadeDependencies(view: View, tree: TreeId): Promise<string[]>;
  /** Commits `tree` on the run's branch, after the branch's last commit; creates the branch where needed. */
  commit(commit: DeliveryCommit): Promise<Delivery>;
}

/**
 * The trees on which a candidate is measured; nothing is checked out for them. Same tree and same question, same
 * answer. Every method rejects with an Error whose message is one sentence for a person.
 */
export interface EvidenceTrees {
  /**
   * `tree` with the base's tests, runner configuration and verify scripts in place of its own, and added ones gone;
   * imports of base tests follow modules that the run renamed.
   */
  restoredTree(tree: TreeId, protection: Protection): Promise<RestoredTree>;
  /** What `tree` changes of the files that commands run: those of a setup, which sees them as they are at the base. */
  setupChanges(tree: TreeId, protection: Protection): Promise<ProtectedChange[]>;
  /** New lines of the program that look whether it is tested, or reach for what judges it. */
  toldChanges(tree: TreeId, protection: Protection): Promise<ProtectedChange[]>;
  /** `tree` with its program put back to the base's: tests, configuration, manifests and lock files stay. */
  undoneTree(tree: TreeId, protection: Protection): Promise<TreeId>;
  /** `tree` with what a check lays over its files; the tree itself where that is nothing. */
  treeWith(tree: TreeId, overlay: Overlay): Promise<TreeId>;
  /** `tree` with other expectations in its test files; as it is where none are known. */
  alteredTree(tree: TreeId, plan: AlterationPlan): Promise<AlteredTree>;
  /**
   * The lines of the JavaScript and TypeScript of `tree` that the base does not have, by path and line. Tests,
   * configuration and what is neither file nor text are left out; a renamed file is compared with what it was.
   */
  changedLines(tree: TreeId, protection: Protection): Promise<LineRange[]>;
  /** Whether the program of `tree` does anything else than the base's, and the functions that it changes. */
  changedCode(tree: TreeId, protection: Protection): Promise<ChangedCode>;
  /** `tree` with these functions failing as soon as they are called. */
  failingTree(tree: TreeId, functions: readonly LineRange[]): Promise<TreeId>;
  /** Whether `tree` has any file that could hold tests, by its name or (in Rust) among the program's own. */
  hasTests(tree: TreeId): Promise<boolean>;
  /** Its files with names as only tests have, as seen from the top. */
  testFiles(tree: TreeId): Promise<string[]>;
  /** The packages of `tree` that have Go tests; none where it holds no Go module. */
  goPackages(tree: TreeId): Promise<GoPackage[]>;
  /** The scripts of the package.json in a folder below the top of `tree` ('' is the top); none where it has none. */
  packageScripts(tree: TreeId, folder: string): Promise<PackageScripts>;
}

export interface ChangedCode {
  /** False where nothing but comments, documents and marks was changed. */
  hasCode: boolean;
  /** Those of languages that can be read, by their lines; none where what was changed stands in no function. */
  functions: LineRange[];
  /** Each of them by itself, but for those within others, in a tree in which it gives back a constant or fails. */
  mutants: Mutant[];
}

/** What a repository holds at the commit that a run starts from; without a commit, what lies on disk. */
export interface RepositoryFiles {
  /** Names in a folder ('' is the top); none where there is no such folder. */
  names(folder: string): Promise<string[]>;
  /** Null where there is no such file. */
  text(path: string): Promise<string | null>;
  /** Whether there is anything at the path on disk, what the repository ignores included. */
  isOnDisk(path: string): Promise<boolean>;
}

export interface DeliveryCommit {
  tree: TreeId;
  /** Commit that the run's branch ends with now; null before the run's first commit. */
  parent: string | null;
  message: string;
  /** Author and committer date, in milliseconds since the epoch. */
  at: number;
}

export interface Delivery {
  commit: string;
  /** Null where there is no repository that could hold a branch. */
  branch: string | null;
}

/** A program of proofloop's own that works on a view's files: given its input, it prints one line of JSON. */
export type OwnProgram = 'apply-patch';

export interface CommandRequest {
  /** A shell line, or a program of proofloop's own, which no shell stands before. */
  command: string | { program: OwnProgram };
  /** What the command reads from its standard input; null is the end of file at once. */
  input: string | null;
  /** Folder below the view's root in which it runs; '' is the root. */
  folder: string;
  timeoutMs: number;
  /** Bytes of output that are kept: half from the start, half from the end, the cut said in words. */
  outputLimitBytes: number;
  /** Absolute path of an empty folder into which test runners write their reports; null where nobody reads them. */
  reportFolder: string | null;
  /** Is given what the command prints, as it comes. */
  onOutput?: (chunk: Uint8Array) => void;
  /** The machine is for what runs beside it; the usual priority where it is not said. */
  priority?: 'low';
  /** Until this resolves, the command is made ready and not run; where it rejects, `run` rejects with its reason. */
  mayRun?: Promise<void>;
  /** Talks with the command over its standard input and output; what is kept of its output is then stderr alone. */
  dialogue?: Dialogue;
  signal: AbortSignal;
}

export type CommandManner = Pick<CommandRequest, 'signal' | 'priority'>;

export interface Dialogue {
  /** Called once the command runs. When this resolves the command is ended; it must not reject. */
  talk(input: WritableStream<Uint8Array>, output: ReadableStream<Uint8Array>): Promise<void>;
}

export interface CommandOutcome {
  /** Null where the command was ended by us: at its time limit, or because the disk was filling up. */
  exitCode: number | null;
  timedOut: boolean;
  durationMs: number;
  /** stdout and stderr as they came, decoded as UTF-8 (invalid bytes replaced), control sequences kept. */
  output: string;
}

export interface Sandbox {
  /**
   * Runs a command in a view and resolves when it and everything that it started are gone. A command that can't be
   * started resolves with exit code 127 and the reason as output. Rejects only with `signal.reason` when the signal
   * aborts, after the command is gone, and where it may not run.
   */
  run(view: View, request: CommandRequest): Promise<CommandOutcome>;
}

export interface Verifier {
  /** Runs the commands one after another on a fresh checkout of `tree`; all of them, also after one has failed. */
  verify(tree: TreeId, commands: readonly string[], manner: CommandManner): Promise<CommandResult[]>;
}

/** Baselines that runs share. */
export interface Baselines {
  /** Null where nothing is known of these commands on these files with their dependencies. */
  recall(tree: TreeId, commands: readonly string[]): Promise<Baseline | null>;
  /** Keeps a baseline where it may serve another run. */
  remember(tree: TreeId, commands: readonly string[], baseline: Baseline): Promise<void>;
}

/** Runs of verify commands that runs share. */
export interface KeptRuns {
  /**
   * Those that follow on `earlier` ones, up to `times` or the first that failed; null where not all of them are known.
   * No run is given twice to one process.
   */
  recall(place: MeasuredPlace, earlier: number, times: number): Promise<readonly KeptRun[] | null>;
  /** Keeps runs where they may serve another one. */
  keep(place: MeasuredPlace, added: readonly KeptRun[]): Promise<void>;
}

export interface SetupOutcome {
  /** The folders had been made before, so that no command had to run. */
  cached: boolean;
  /** Paths of the dependency folders that are there now; none where a command failed. */
  folders: string[];
  /** The commands that ran, up to the first that failed. */
  commands: SetupCommand[];
}

export interface Setup {
  /** Makes the dependency folders for the manifests and lock files of `tree`, where they were not made before. */
  prepare(tree: TreeId, commands: readonly string[], signal: AbortSignal): Promise<SetupOutcome>;
}

export interface Clock {
  /** Milliseconds since the epoch; goes on evenly, however the machine's clock is set meanwhile. */
  now(): number;
  /** Resolves after `durationMs`, of a very long one after a part of it, or rejects with `signal.reason`. */
  sleep(durationMs: number, signal: AbortSignal): Promise<void>;
}

/**
 * Told of each event once it is on disk, in their order, with the run's state after it. It must neither throw nor
 * record.
 */
export type RunObserver = (event: LoggedEvent, state: RunState) => void;

/** What reaches a running run from outside. */
export interface Inbox {
  /** The signal that asked the run to stop, once one came. */
  stopRequest(): 'SIGINT' | 'SIGTERM' | 'SIGHUP' | null;
  /** Aborts as soon as a stop is requested. */
  readonly signal: AbortSignal;
}
