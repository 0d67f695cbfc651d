import { type Decision, setupStep } from './decision.ts';
import type { CommandResult, Payload } from './events.ts';
import { didNotStart } from './evidence/did-not-start.ts';
import { runsOf } from './evidence/suite-runs.ts';
import type { RunState, Verification } from './state.ts';
import { summarize } from './summary.ts';
import { verificationStep } from './verification-step.ts';

type Finished = Payload<'judge_finished'>;

/** Names the next step of a judgement; pure, `now` in milliseconds since the epoch. */
export function decideJudgement(state: RunState, now: number): Decision {
  if (state.stopRequested) return record(unmeasured(state, now, 'interrupted', ['it was asked to stop']));
  const failure = state.iteration?.failure ?? null;
  if (failure !== null) return record(unmeasured(state, now, 'not_measured', [failure]));
  const setup = setupDue(state);
  if (setup) return setup;
  const verification = state.verifications.get(state.tree);
  if (verification === undefined) return verificationStep(state, 1);
  const idle = neverStarted(state);
  if (idle !== null) return record(unmeasured(state, now, 'not_measured', [idle]));
  return record({ ...endedAt(state, now), ...verdictOf(verification), stop_reason: null });
}

/** The end of a judgement whose disk is full. */
export function judgementOnFullDisk(state: RunState, now: number): Finished {
  return unmeasured(state, now, 'disk_full', ['the disk is full']);
}

/** The base's dependencies are installed too: what is measured there must not fail for want of them. */
function setupDue(state: RunState): Decision | null {
  if (state.options.setup.length === 0) return null;
  const { baseTree, baseDependenciesKey, tree, dependenciesKey, setups } = state;
  if (!setups.has(baseDependenciesKey)) return setupStep(state, baseTree, baseDependenciesKey);
  return setups.has(dependenciesKey) ? null : setupStep(state, tree, dependenciesKey);
}

function verdictOf({ verdict, reviewable, reasons }: Verification): Pick<Finished, 'verdict' | 'reasons'> {
  return { verdict: verdict === 'refused' && reviewable ? 'needs_review' : verdict, reasons };
}

/** A verify command that could be started neither at the base nor at the change, as a sentence; null for none. */
function neverStarted({ options, baseTree, tree, checkRuns }: RunState): string | null {
  const { verify } = options;
  const both = [
    runsOf(checkRuns, 'baseline', baseTree, verify),
    runsOf(checkRuns, 'candidate', tree, verify),
  ];
  const index = verify.findIndex((_command, at) =>
    both.every((runs) => runs.length > 0 && runs.every((run) => isIdle(run[at]))),
  );
  if (index === -1) return null;
  return `the verify command ${JSON.stringify(verify[index])} could be started neither at the base nor at the change`;
}

const isIdle = (result: CommandResult | undefined) => result !== undefined && didNotStart(result);

function unmeasured(
  state: RunState,
  now: number,
  stop_reason: Exclude<Finished['stop_reason'], null>,
  reasons: string[],
): Finished {
  return { ...endedAt(state, now), verdict: 'unverified', reasons, stop_reason };
}

function endedAt(state: RunState, now: number): Pick<Finished, 'evidence' | 'duration_ms'> {
  return { evidence: summarize(state).evidence, duration_ms: now - state.processStartedAt };
}

function record(payload: Finished): Decision {
  return { kind: 'record', event: { event: 'judge_finished', payload } };
}
