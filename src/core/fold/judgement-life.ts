import type { Payload } from '../events.ts';
import { runOptionsOf } from '../judge-options.ts';
import { transition } from '../phase.ts';
import type { RunState } from '../state.ts';
import type { StopReason } from '../summary-schema.ts';
import { takeIterationStart } from './iteration.ts';
import { takeRunStart } from './run-start.ts';

/**
 * The first state of a judgement: a run without roles, in the testing of its only iteration. `at` is when it began, in
 * milliseconds since the epoch.
 */
export function takeJudgementStart(started: Payload<'judge_started'>, at: number): RunState {
  const { head_commit, verify_of_change, base_dependencies_key, dependencies_key, tree, files } = started;
  const run = takeRunStart(
    {
      ...started,
      task: `judge ${files.length} changed file${files.length === 1 ? '' : 's'} against ${shownBase(started)}`,
      max_iterations: 1,
      dependencies_key: base_dependencies_key,
      options: runOptionsOf(started.options),
      prompts_sha256: '',
      missing: [],
      guidance: [],
      forked_from: null,
    },
    at,
  );
  const judged: RunState = {
    ...run,
    judgement: { headCommit: head_commit, verifyOfChange: verify_of_change, finished: null },
    tree,
    checkpointTree: tree,
    dependenciesKey: dependencies_key,
    treeDependenciesKey: dependencies_key,
    artifacts: files,
  };
  return { ...takeIterationStart(judged, { iteration: 1 }), phase: 'testing' };
}

function shownBase({ base_commit, base_tree }: Payload<'judge_started'>): string {
  return (base_commit ?? base_tree).slice(0, 10);
}

/** The judgement has ended, with a verdict or without. */
export function takeJudgementEnd(state: RunState, finished: Payload<'judge_finished'>): RunState {
  if (state.judgement === null) throw new Error('judge_finished can only end a judgement');
  const isVerified = finished.verdict === 'verified' || finished.verdict === 'proven';
  return {
    ...state,
    judgement: { ...state.judgement, finished },
    phase: transition(state.phase, isVerified ? 'completed' : 'stopped'),
    stopReason: stopReasonOf(finished),
    testsPassed: isVerified,
  };
}

function stopReasonOf({ verdict, stop_reason }: Payload<'judge_finished'>): StopReason | null {
  if (stop_reason === 'interrupted' || stop_reason === 'disk_full') return stop_reason;
  if (verdict === 'needs_review') return 'needs_review';
  return verdict === 'verified' || verdict === 'proven' ? 'completion_gates_met' : null;
}
