import type { Decision } from '../decision.ts';
import { hashPrompt } from '../roles/prompt-hash.ts';
import type { RoleCall, RunState } from '../state.ts';
import { agentPrompt } from './agent-prompt.ts';

/** The step in which an agent does all of a role's work, from the tree of the call as it stands. */
export function agentStep(call: RoleCall, state: RunState): Decision {
  const prompt = agentPrompt(call);
  const place = { iteration: state.iteration?.number ?? 0, role: call.role, attempt: call.attempts + 1 };
  const payload = {
    ...place,
    agent: call.agent ?? '',
    tree: call.tree,
    prompt_sha256: hashPrompt(prompt),
    repairs_left: Math.max(0, state.options.max_retries - call.retriesUsed),
  };
  return { kind: 'call_agent', place, intent: { event: 'agent_request', payload }, call, prompt };
}
