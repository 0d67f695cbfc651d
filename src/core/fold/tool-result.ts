import { afterText } from '../context/call-context.ts';
import type { Payload } from '../events.ts';
import { addToolFact, type ToolFact, told } from '../progress/repetition.ts';
import type { RoleCall, RunState } from '../state.ts';
import { inRoleCall } from './open-step.ts';

/** A tool's result is a turn of the call; the tree that a coder's tool left is the run's. */
export function takeToolResult(state: RunState, result: Payload<'tool_result'>): RunState {
  const next = inRoleCall(state, (call) => ({
    turns: [...call.turns, { kind: 'tool_result', callId: result.call_id, output: result.output }],
    context: afterText(call.context, result.output),
    repetition: addToolFact(call.repetition, toolFact(call, result)),
    tree: result.tree ?? call.tree,
  }));
  return takeCoderTree(next, state.tree, result);
}

/** The tree that a coder has left is the run's; `before` is what the run's was. */
export function takeCoderTree(
  state: RunState,
  before: string,
  result: Pick<Payload<'tool_result'>, 'role' | 'tree' | 'refused' | 'undelivered' | 'dependencies_key'>,
): RunState {
  if (result.role !== 'coder' || result.tree === null) return state;
  const failingTests = result.tree === before ? state.failingTests : [];
  const { tree, refused, undelivered } = result;
  const treeDependenciesKey = result.dependencies_key ?? state.treeDependenciesKey;
  return { ...state, tree, treeDependenciesKey, refused, undelivered, failingTests };
}

/** The model is told that its tool calls only repeat themselves. */
export function noticeRepetition(state: RunState, noticed: Payload<'repetition_noticed'>): RunState {
  const { message: text, ends_tools: endsTools } = noticed;
  return inRoleCall(state, (call) => ({
    turns: [...call.turns, { kind: 'notice', text, endsTools }],
    context: afterText(call.context, text),
    repetition: told(call.repetition),
  }));
}

/** A tester's files are thrown away, and what its commands leave among them is no progress. */
function toolFact(call: RoleCall, result: Payload<'tool_result'>): ToolFact {
  const answer = call.turns.findLast((turn) => turn.kind === 'answer');
  const asked = answer?.answer.output.find(
    (item) => item.type === 'function_call' && item.call_id === result.call_id,
  );
  const { name, arguments: text } = asked?.type === 'function_call' ? asked : { name: '', arguments: '' };
  const tree = call.role === 'coder' ? result.tree : null;
  return { name, arguments: text, output: result.output, exitCode: result.exit_code, tree };
}
