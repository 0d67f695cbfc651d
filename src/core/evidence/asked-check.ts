import { checkStep, type Decision, setupStep } from '../decision.ts';
import type { FunctionCall } from '../model/model-wire.ts';
import { toolCallsOf } from '../role-call.ts';
import { parseArguments } from '../roles/tool-arguments.ts';
import { toolTable, verifyCallsMax } from '../roles/tool-table.ts';
import type { RoleCall, RunState } from '../state.ts';
import { mustSetUp, setupFailure } from './dependency-setup.ts';
import { nothing } from './overlay.ts';
import { countedRuns } from './runs-beside.ts';
import { runsOf, type SuiteRun } from './suite-runs.ts';

const name = 'verify';

/** What is known of the tree that a call of `verify` asks about. */
export type AskedFindings =
  | { kind: 'none'; reason: string }
  | { kind: 'to be measured' }
  | { kind: 'measured'; run: SuiteRun };

/**
 * What must be done before a role's call of `verify` can be answered: dependencies made, the commands run. Null where
 * all is known, and for any other tool. The run is evidence like every other one on this tree.
 */
export function stepBeforeAnswer(call: RoleCall, toolCall: FunctionCall, state: RunState): Decision | null {
  if (toolCall.name !== name || !toolTable[name].roles.includes(call.role)) return null;
  if (!parseArguments(name, toolCall.arguments).ok) return null;
  if (callsLeft(call) === 0 || state.options.verify.length === 0) return null;
  const own = withOwnDependencies(state);
  if (mustSetUp(own, state.iteration?.number ?? 0)) return setupStep(own, own.tree, own.dependenciesKey);
  if (askedFindings(call, state).kind !== 'to be measured') return null;
  const { tree, options } = state;
  return checkStep({ check: 'candidate', tree, commands: options.verify, overlay: nothing }, state);
}

export function askedFindings(call: RoleCall, state: RunState): AskedFindings {
  const { tree, options, checkRuns, runsBeside } = state;
  if (options.verify.length === 0) {
    return {
      kind: 'none',
      reason:
        'Nothing to verify: no verify command is known for this repository. Run its tests yourself, if it has any.',
    };
  }
  if (callsLeft(call) === 0) {
    return {
      kind: 'none',
      reason: `Not run: all ${verifyCallsMax} calls are used up. The loop measures what you leave.`,
    };
  }
  const failure = setupFailure(withOwnDependencies(state));
  if (failure !== null) {
    return { kind: 'none', reason: `Not run: the dependencies could not be installed: ${failure}.` };
  }
  const runs = runsOf(countedRuns(checkRuns, runsBeside), 'candidate', tree, options.verify);
  // What has failed once on these files is not forgotten for a later run that came out well.
  const run = runs.findLast((one) => one.some(({ exit_code }) => exit_code !== 0)) ?? runs.at(-1);
  return run === undefined ? { kind: 'to be measured' } : { kind: 'measured', run };
}

/** How many calls of `verify` the role has before the open one is answered, that one included. */
export function callsLeft(call: RoleCall): number {
  const ids = new Set(
    call.turns.flatMap((turn) =>
      turn.kind === 'answer'
        ? toolCallsOf(turn.answer).flatMap((asked) => (asked.name === name ? [asked.call_id] : []))
        : [],
    ),
  );
  const answered = call.turns.filter((turn) => turn.kind === 'tool_result' && ids.has(turn.callId)).length;
  return Math.max(0, verifyCallsMax - answered);
}

/** The state as it will be at the checkpoint: with the dependencies that the coder's own manifests name. */
function withOwnDependencies(state: RunState): RunState {
  return { ...state, dependenciesKey: state.treeDependenciesKey };
}
