import type { AgentFailure, AgentReport } from '../agent/agent-wire.ts';
import type { Payload } from '../events.ts';
import type { ModelError } from '../model/model-wire.ts';
import type { RunState } from '../state.ts';
import { takeAgentUsage } from '../usage/agent-usage.ts';
import { inRoleCall } from './open-step.ts';
import { takeCoderTree } from './tool-result.ts';

/** An agent is asked to do the role's work. */
export function takeAgentRequest(state: RunState, request: Payload<'agent_request'>): RunState {
  return inRoleCall(state, () => ({
    attempts: request.attempt,
    agentReport: null,
    agentIsAtWork: true,
    notBefore: null,
  }));
}

/** The agent is done: what it came to is to be decided on, and the tree that a coder has left is the run's. */
export function takeAgentResult(state: RunState, result: Payload<'agent_result'>): RunState {
  const error = result.failure === null ? null : errorOf(result.failure);
  const spent = { ...state, spending: takeAgentUsage(state.spending, result.usage) };
  const next = inRoleCall(spent, (call) => ({
    agentReport: error === null ? result : null,
    agentIsAtWork: false,
    unhandledError: error,
    retriesUsed: call.retriesUsed + result.repairs,
    tree: result.tree ?? call.tree,
  }));
  return takeCoderTree(next, state.tree, result);
}

/** Trying again can't help. */
const lasting: readonly AgentFailure[] = ['not_started', 'not_understood'];

/** An agent's failure, as the run goes on from it: as from an endpoint's that is of the same sort. */
function errorOf({ kind, message }: NonNullable<AgentReport['failure']>): ModelError {
  const error = { http_status: null, message, retry_after_ms: null, may_be_billed: true } as const;
  if (kind === 'not_logged_in') return { ...error, kind: 'rejected', refusal: 'key' };
  return { ...error, kind: lasting.includes(kind) ? 'rejected' : 'transport' };
}
