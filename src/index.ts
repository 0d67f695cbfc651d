// biome-ignore-all lint/performance/noBarrelFile: the package's own entry has to say what is in it
export type { AgentReport, AgentUpdate } from './core/agent/agent-wire.ts';
export type { EventName, LoggedEvent, Payload } from './core/events.ts';
export type { ModelAnswer, ModelError, ModelRequest } from './core/model/model-wire.ts';
export type { RunOptions } from './core/options.ts';
export type { Role } from './core/role.ts';
export type { Summary } from './core/summary-schema.ts';
export { listKnownRuns as listRuns } from './library/all-runs.ts';
export type { Caller, Stoppable } from './library/caller.ts';
export { type JudgeCall as JudgeOptions, type JudgedChange as Judgement, judge } from './library/judge.ts';
export { type AppliedResult, type KnownRun, openRun } from './library/known-run.ts';
export type { LiveRun, RunOutcome } from './library/live-run.ts';
export { type StartOptions, startNewRun as startRun } from './library/new-run.ts';
export { goOnWithRun as resumeRun, type ResumeOptions } from './library/resumed-run.ts';
export type {
  CommandOutcome,
  CommandRequest,
  Model,
  ModelResult,
  OwnLogs,
  OwnPorts,
  OwnTool,
  OwnToolPlace,
  RoleWorker,
  RunIndex,
  RunPlace,
  Sandbox,
  Store,
  View,
  WorkOrder,
} from './ports.ts';
export { BrokenRunError } from './runs/broken-run-error.ts';
export type { RunReport } from './runs/describe-run.ts';
export type { ListedRun, RunList } from './runs/list-runs.ts';
export type { ReplayedRun } from './runs/replay-run.ts';
export { UsageError, type UsageProblem } from './runs/usage-error.ts';
export type { VerifiedRun } from './runs/verify-run.ts';
export type { JudgementReport } from './views/judgement/judgement-report.ts';
