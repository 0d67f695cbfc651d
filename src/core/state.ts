import type { AgentReport } from './agent/agent-wire.ts';
import type { CallContext } from './context/call-context.ts';
import type { Gate, Payload, RefusedPath } from './events.ts';
import type { Alteration } from './evidence/alteration.ts';
import type { CandidateTrees } from './evidence/facts.ts';
import type { CheckPlace, RunsByKey, SuiteRun } from './evidence/suite-runs.ts';
import type { ModelAnswer, ModelError } from './model/model-wire.ts';
import type { RunOptions } from './options.ts';
import type { UnchangedFailures } from './progress/no-progress.ts';
import type { Repetition } from './progress/repetition.ts';
import type { WorkItem } from './progress/work-item.ts';
import type { CoderOutput, PlannerOutput, Role, TesterOutput } from './role.ts';
import type { Phase, StopReason } from './summary-schema.ts';
import type { Spending } from './usage/usage.ts';

export type Verification = Payload<'verification_result'>;

/** One thing that happened in a role's conversation, in order. */
export type Turn =
  | { kind: 'answer'; answer: ModelAnswer }
  | { kind: 'tool_result'; callId: string; output: string }
  /** The answer before could not be used; the model is told why. */
  | { kind: 'correction'; error: string }
  /** The model is told that its tool calls only repeat themselves; with `endsTools` it gets no further ones. */
  | { kind: 'notice'; text: string; endsTools: boolean };

/** A role call that has not ended: its conversation and what its retries have used up. */
export interface RoleCall {
  role: Role;
  model: string;
  /** The agent that does the work in place of the model; null where the model does. */
  agent: string | null;
  /** What the agent came to, and nothing was decided about yet. */
  agentReport: AgentReport | null;
  /** An agent was asked, and nothing says yet what it came to. */
  agentIsAtWork: boolean;
  /** The run's state when the call began: what the role was told, however much has changed since. */
  opening: RunState;
  /** Answers with tool calls that the role has, as it was when the call began. */
  maxSteps: number;
  /** The tree of the role's view, as last measured. */
  tree: string;
  turns: readonly Turn[];
  context: CallContext;
  /** Turns that came before `model` took over from another; that one's encrypted reasoning can't be read by it. */
  turnsOfOtherModel: number;
  repetition: Repetition;
  /** Requests made so far. */
  attempts: number;
  retriesUsed: number;
  waitedMs: number;
  /** Waits in a row, for the growing delay; an answer sets it back. */
  waitsInARow: number;
  /** The next request must not go out before this time (milliseconds since the epoch); null: at once. */
  notBefore: number | null;
  /** The last request brought no answer, and nothing was decided about it yet. */
  unhandledError: ModelError | null;
}

/** One iteration as far as it has come. */
export interface Iteration {
  number: number;
  openingFingerprint: string;
  planner: PlannerOutput | null;
  coder: CoderOutput | null;
  tester: TesterOutput | null;
  /** The role call that is under way. */
  roleCall: RoleCall | null;
  /** Why the iteration is going to fail. */
  failure: string | null;
  /** A checkpoint failed, so that none is tried again in this iteration. */
  checkpointFailed: boolean;
  gates: readonly Gate[] | null;
  /** Its gates were evaluated with an earlier answer of the tester on the same tree, in place of a coder and a tester. */
  isTakenOver: boolean;
  closed: 'finished' | 'failed' | null;
}

/** What the log of a judgement says besides: no role works on anything, and one tree is measured. */
export interface Judgement {
  /** Null for the files as they lay in the checkout. */
  headCommit: string | null;
  /** The verify commands are the change's own: nothing at the base says how it is tested. */
  verifyOfChange: boolean;
  /** Null until it has ended. */
  finished: Payload<'judge_finished'> | null;
}

/** The state of a run or of a judgement: the fold of its log. */
export interface RunState {
  runId: string;
  task: string;
  /** Instructions that were added to the task later. */
  notes: readonly string[];
  options: RunOptions;
  guidance: Payload<'loop_started'>['guidance'];
  /** What the verify commands need and won't find, as sentences. */
  missing: readonly string[];
  baseCommit: string | null;
  baseTree: string;
  /** Null for a run. */
  judgement: Judgement | null;

  phase: Phase;
  stopReason: StopReason | null;
  /** Whose ceiling ended it, where that was not its own. */
  ceiling: 'fleet' | null;
  stopRequested: Payload<'stop_requested'>['signal'] | null;
  /** Milliseconds worked in earlier processes, and the start (since the epoch) of the present one. */
  workedMs: number;
  processStartedAt: number;
  lastEventAt: number;

  items: readonly WorkItem[];
  doneFlag: boolean;
  /** The value of the gate at its last evaluation. */
  testsPassed: boolean;
  failingTests: readonly string[];

  /** The run's tree as last measured, and what of it can't be delivered. */
  tree: string;
  refused: readonly RefusedPath[];
  /** What the coder's tools were last found to have written where no tree takes it. */
  undelivered: readonly RefusedPath[];
  /** The tree as last committed on the run's branch. */
  checkpointTree: string;
  /** What the base and the tree of the last checkpoint say about dependencies, as hashes. */
  baseDependenciesKey: string;
  dependenciesKey: string;
  /** What the tree as it stands says about them, as far as it was measured. */
  treeDependenciesKey: string;
  /** The last setup of this process for each of those hashes. */
  setups: ReadonlyMap<string, Payload<'setup_result'>>;
  commit: string | null;
  branch: string | null;
  artifacts: readonly string[];
  /** The whole change since the base, as of the last checkpoint; null where it is not short, or not known. */
  shortDiff: string | null;

  consecutiveFailures: number;
  noProgressIterations: number;
  unchangedFailures: UnchangedFailures;
  /** Planner outputs in a row that left open items, all of them blocked. */
  blockedPlans: number;
  closingFingerprints: ReadonlySet<string>;
  /** The last verdict on each tree. */
  verifications: ReadonlyMap<string, Verification>;
  /** The last tester's answer on each tree. */
  testerAnswers: ReadonlyMap<string, TesterOutput>;
  /** What was built and measured for the verdicts. */
  evidenceTrees: ReadonlyMap<string, CandidateTrees>;
  checkRuns: RunsByKey;
  /** Those of these runs that ran beside others. */
  runsBeside: ReadonlySet<SuiteRun>;
  /** Checks that were started side by side and have neither come to anything nor been dropped. */
  openChecks: readonly CheckPlace[];
  /** How many of those were known from before. */
  rememberedRuns: number;
  /** What altered expectations follow from; '' where none are altered. */
  alterationSeed: string;
  /** The rules of evidence that the log was begun with. */
  evidenceRules: number;
  /** What was altered for the last of those runs, by the same keys; null for nothing. */
  alterations: ReadonlyMap<string, Alteration | null>;
  /** Finished iterations in a row in which only changes that a person can allow kept the gates closed. */
  reviewableIterations: number;
  /** Items that the planner blocked while only changes that a person can allow stood against the tree. */
  blockedForReview: ReadonlySet<string>;
  /** A person has allowed changes, and the run ends with what that leads to. */
  accepting: boolean;

  iteration: Iteration | null;
  /** The iteration before, for the roles to learn from. */
  previousIteration: Iteration | null;

  spending: Spending;
  errors: readonly string[];
}
