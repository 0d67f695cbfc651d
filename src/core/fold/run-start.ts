import type { Payload } from '../events.ts';
import { noUnchangedFailures } from '../progress/no-progress.ts';
import type { RunState } from '../state.ts';
import { nothingSpent } from '../usage/usage.ts';

/** The first state of a run; `at` is when it began, in milliseconds since the epoch. */
export function takeRunStart(started: Payload<'loop_started'>, at: number): RunState {
  return {
    runId: started.run_id,
    task: started.task,
    notes: [],
    options: started.options,
    guidance: started.guidance,
    baseCommit: started.base_commit,
    baseTree: started.base_tree,
    phase: 'idle',
    stopReason: null,
    stopRequested: null,
    workedMs: 0,
    processStartedAt: at,
    lastEventAt: at,
    items: [],
    doneFlag: false,
    testsPassed: false,
    failingTests: [],
    tree: started.base_tree,
    refused: [],
    undelivered: [],
    checkpointTree: started.base_tree,
    baseDependenciesKey: started.dependencies_key,
    dependenciesKey: started.dependencies_key,
    treeDependenciesKey: started.dependencies_key,
    setups: new Map(),
    commit: null,
    branch: null,
    artifacts: [],
    consecutiveFailures: 0,
    noProgressIterations: 0,
    unchangedFailures: noUnchangedFailures,
    blockedPlans: 0,
    closingFingerprints: new Set(),
    verifications: new Map(),
    evidenceTrees: new Map(),
    checkRuns: new Map(),
    reviewableIterations: 0,
    testerAnswers: new Map(),
    blockedForReview: new Set(),
    accepting: false,
    iteration: null,
    previousIteration: null,
    spending: nothingSpent,
    errors: [],
  };
}
