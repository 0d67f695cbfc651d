import { isDeepStrictEqual } from 'node:util';
import { decide } from '../core/decide.ts';
import { checkStep, type Step, type WorldStep } from '../core/decision.ts';
import type { LoggedEvent, NewEvent, Payload } from '../core/events.ts';
import { isSameCheck } from '../core/evidence/suite-runs.ts';
import { fold } from '../core/fold/fold.ts';
import { runOptionsOf } from '../core/judge-options.ts';
import type { RunOptions } from '../core/options.ts';
import type { RunState } from '../core/state.ts';
import type { Baselines, KeptRuns } from '../ports/kept-measurements.ts';
import { redactStrings } from '../system/redact-strings.ts';
import { type Difference, differenceOf, type ExecutedOutcome } from './execution-difference.ts';
import { performStep } from './perform-step.ts';
import type { Divergence } from './replay.ts';
import { type RoleViews, roleViews } from './role-views.ts';
import { createRunningChecks } from './running-checks.ts';
import type { World } from './world.ts';

export interface ExecutionReport {
  toolCalls: number;
  /** Calls of agents, whose trees are taken as they are recorded. */
  agentCalls: number;
  verifications: number;
  /** Outcomes that came in other words, with the same tree and verdict. None of them is a divergence. */
  differences: Difference[];
  /** The first tree or verdict that is another one; null where all are the same. */
  divergence: Divergence | null;
}

/** Where the steps are carried out, for each process that worked on the run. */
export type OpenWorld = (options: RunOptions) => Promise<World>;

interface OpenedWorld {
  world: World;
  views: RoleViews;
}

/**
 * Carries out every command, patch and verification of a recorded run again, from its base tree, and compares the
 * trees and verdicts with the recorded ones, up to the first that differs. Only the model's answers are taken from the
 * log, which must replay identically. A step that has no recorded outcome, since something ended it, is passed over.
 * No model is asked, nothing is committed. Rejects with `signal.reason`.
 */
export async function execute(
  events: readonly LoggedEvent[],
  openWorld: OpenWorld,
  signal: AbortSignal,
): Promise<ExecutionReport> {
  const report: ExecutionReport = {
    toolCalls: 0,
    agentCalls: 0,
    verifications: 0,
    differences: [],
    divergence: null,
  };
  let state: RunState | null = null;
  let opened: OpenedWorld | null = null;
  // The run's tree as these steps have made it.
  let tree = '';
  // What the last intent has come to here.
  let outcome: NewEvent | null = null;
  // The checks that were started side by side here.
  let ahead: readonly Step<'check'>[] = [];
  // The verdict here, where it is settled before all checks of the recording were made.
  let settled: Payload<'verification_result'> | null = null;
  try {
    for (const [index, logged] of events.entries()) {
      if (logged.event === 'loop_started') tree = logged.payload.base_tree;
      if (logged.event === 'judge_started') tree = logged.payload.tree;
      const options = optionsIn(logged);
      if (options !== null) {
        // A new process lays its views out anew, without what commands have left beside the tree.
        await opened?.views.closeAll();
        const world = await openWorld(options);
        opened = {
          world: { ...world, baselines: noBaselines, keptRuns: noKeptRuns },
          views: roleViews(world.workspace),
        };
      }
      if (logged.event === 'setup_started' && opened) {
        await opened.world.setup.prepare(logged.payload.tree, logged.payload.commands, signal);
      }
      const measured = await measuredBeside(logged, state, { tree, opened, settled });
      if (measured && !isDeepStrictEqual({ ...logged.payload, ...measured.payload }, logged.payload)) {
        return { ...report, divergence: divergence(logged, measured) };
      }
      // Asked before the checks are begun: what is begun in vain is ended first, and only then the verdict is due.
      if (state && (logged.event === 'checks_ahead' || logged.event === 'check_started'))
        settled ??= verdictOf(state, logged);
      if (logged.event === 'checks_ahead' && state) {
        ahead = [...ahead, ...startedBeside(state, logged)];
      }
      // Verdicts follow from what the checks have come to here.
      const isCheck = logged.event === 'check_result' && outcome !== null;
      state = fold(state, isCheck ? ({ ...logged, ...outcome } as LoggedEvent) : logged);
      outcome = null;
      const recorded = events[index + 1];
      if (logged.event === 'agent_result') {
        report.agentCalls += 1;
        if (logged.payload.role === 'coder') tree = logged.payload.tree ?? tree;
        // What a tool does next begins with the files that the agent has left.
        await opened?.views.closeAll();
      }
      if (logged.event === 'verification_result') {
        report.verifications += 1;
        settled = null;
      }
      if (!opened || settled !== null || !isOutcome(recorded)) continue;
      const step = stepOf(recorded, { intent: logged, state, ahead });
      if (step === null) continue;
      outcome = await carryOut(step, state, opened, signal);
      if (recorded.event === 'tool_result') {
        report.toolCalls += 1;
        if (!isDeepStrictEqual(measuredIn(outcome), measuredIn(recorded))) {
          return { ...report, divergence: divergence(recorded, outcome) };
        }
        if (recorded.payload.role === 'coder') tree = recorded.payload.tree ?? tree;
      }
      const difference = differenceOf(recorded, outcome as ExecutedOutcome);
      if (difference) report.differences.push(difference);
    }
    return report;
  } finally {
    await opened?.views.closeAll();
  }
}

/** What is remembered was not carried out here. */
const noKeptRuns: KeptRuns = { recall: async () => null, keep: async () => undefined };
const noBaselines: Baselines = { recall: async () => null, remember: async () => undefined };

/** The options that hold from this event on; null for an event that brings none. */
function optionsIn(logged: LoggedEvent): RunOptions | null {
  if (logged.event === 'judge_started') return runOptionsOf(logged.payload.options);
  return logged.event === 'loop_started' || logged.event === 'loop_resumed' ? logged.payload.options : null;
}

/** Whether an event tells of a step that can be carried out again: what is known of a base may be of many runs. */
function isOutcome(event: LoggedEvent | undefined): event is LoggedEvent & ExecutedOutcome {
  if (event?.event !== 'check_result') return event?.event === 'tool_result';
  const { cached, check } = event.payload;
  return !cached || (check !== 'baseline' && check !== 'baseline_canary');
}

function beganBy({ event }: LoggedEvent, outcome: ExecutedOutcome): boolean {
  return event === (outcome.event === 'tool_result' ? 'tool_call' : 'check_started');
}

/** What may have led to an outcome: the event before it, or what was started side by side. */
interface Led {
  intent: LoggedEvent;
  state: RunState;
  ahead: readonly Step<'check'>[];
}

/** The step that an outcome tells of; null where nothing announced it, or where it was started by no decision here. */
function stepOf(outcome: ExecutedOutcome, { intent, state, ahead }: Led): WorldStep | null {
  if (beganBy(intent, outcome)) {
    const step = decide(state, Date.parse(intent.ts));
    if (!('place' in step) || !('intent' in step) || step.intent.event !== intent.event)
      throw new Error(`the step of event ${intent.seq} (${intent.event}) does not follow from the log`);
    return step;
  }
  if (outcome.event !== 'check_result') return null;
  return ahead.findLast(({ place }) => isSameCheck(place, outcome.payload)) ?? null;
}

/** The checks that are started side by side here, one after another; none where other ones, or none, are due here. */
function startedBeside(state: RunState, logged: LoggedEvent): Step<'check'>[] {
  const decision = decide(state, Date.parse(logged.ts));
  if (decision.kind !== 'start_checks') return [];
  return decision.checks.map((check) => checkStep(check, state));
}

/** Performs a step; resolves with its outcome. */
async function carryOut(
  step: WorldStep,
  state: RunState,
  { world, views }: OpenedWorld,
  signal: AbortSignal,
): Promise<NewEvent> {
  const announced = Promise.resolve();
  const outcome = await performStep(step, {
    state,
    world,
    views,
    checks: createRunningChecks(),
    announced,
    record: async () => {},
    head: noHead,
    signal,
  });
  signal.throwIfAborted();
  if (outcome === null) throw new Error(`a step (${step.kind}) came to nothing`);
  return redactStrings(outcome, world.redact);
}

/** Nothing is committed that could name it. */
function noHead(): never {
  throw new Error('an execution has no log of its own');
}

/** The measured part of a tool's outcome that must come out the same. A tester's or planner's files are thrown away. */
function measuredIn({ event, payload }: NewEvent): unknown {
  if (event !== 'tool_result' || payload.role !== 'coder') return { event };
  return { event, tree: payload.tree, refused: payload.refused };
}

interface MadeHere {
  tree: string;
  opened: OpenedWorld | null;
  /** The verdict, where it came to one. */
  settled: Payload<'verification_result'> | null;
}

/** What a commit, a verdict or the close of an iteration must say by what was made here; null for other events. */
async function measuredBeside(
  logged: LoggedEvent,
  state: RunState | null,
  { tree, opened, settled }: MadeHere,
): Promise<{ event: string; payload: object } | null> {
  if (logged.event === 'iteration_finished') return { event: logged.event, payload: { tree } };
  if (!state || !opened) return null;
  if (logged.event === 'verification_result') {
    const verdict = settled ?? verdictOf(state, logged);
    // Where the checks here would have to go on, there is none.
    return {
      event: logged.event,
      payload: verdict === null ? { verdict } : { tree: verdict.tree, verdict: verdict.verdict },
    };
  }
  if (logged.event !== 'checkpoint') return null;
  const files = await opened.world.workspace.changedFiles(state.baseTree, tree);
  return { event: logged.event, payload: { tree, files } };
}

/** The verdict on what the checks have come to here; null where they have to go on. */
function verdictOf(state: RunState, logged: LoggedEvent): Payload<'verification_result'> | null {
  const decision = decide(state, Date.parse(logged.ts));
  if (decision.kind !== 'record' || decision.event.event !== 'verification_result') return null;
  return decision.event.payload;
}

function divergence(recorded: LoggedEvent, replayed: { event: string; payload: object }): Divergence {
  const { seq, event, payload } = recorded;
  return { seq, event, recorded: { event, payload }, replayed };
}
