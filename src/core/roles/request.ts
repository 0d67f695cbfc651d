import type { RequestContent } from '../model/model-wire.ts';
import { toolsAllowed } from '../role-call.ts';
import type { RoleCall, RunState } from '../state.ts';
import { describeConversation, userMessage } from './conversation.ts';
import { describeFacts } from './role-facts.ts';
import { outputSchema, roleTable } from './role-table.ts';
import { toolsTold } from './tools-told.ts';

/** Guidance beyond this many characters is left out, and the cut is said. */
const guidanceLimit = 48_000;

/**
 * The next request of a role call: a function of the log alone. What stays the same over a run comes first, and each
 * request's input begins with the whole input of the one before, but for recorded cuts.
 */
export function buildRequest(call: RoleCall): RequestContent {
  const role = roleTable[call.role];
  const { opening } = call;
  const iteration = opening.iteration?.number ?? 0;
  const { reasoning, service_tier: tier } = opening.options;
  const effort = reasoning[call.role];
  return {
    model: call.model,
    instructions: role.prompt,
    input: [
      userMessage(describeTask(opening)),
      userMessage(`Facts recorded by the loop, as JSON.\n${describeFacts(call.role, opening)}`),
      ...describeConversation(call),
    ],
    tools: toolsAllowed(call, call.turns.length) ? toolsTold(call.role, opening.options) : [],
    text: {
      format: {
        type: 'json_schema',
        name: `${call.role}_output`,
        strict: true,
        schema: outputSchema(call.role),
      },
    },
    metadata: { run_id: opening.runId, role: call.role, iteration: String(iteration) },
    prompt_cache_key: `${opening.runId}:${call.role}`,
    ...(effort === null ? {} : { reasoning: { effort } }),
    ...(tier === null ? {} : { service_tier: tier }),
  };
}

/** The owners' guidance and the task, with what was added to it. */
export function describeTask(state: RunState): string {
  const guidance = describeGuidance(state);
  const notes = state.notes.map((note) => `\n\nAdded to the task later:\n\n${note}`);
  return `${guidance}The task of this run:\n\n${state.task}${notes.join('')}`;
}

function describeGuidance(state: RunState): string {
  if (state.guidance.length === 0) return '';
  let left = guidanceLimit;
  const parts = state.guidance.map(({ path, text }) => {
    const kept = text.slice(0, left);
    left -= kept.length;
    const cut = text.length - kept.length;
    const note = cut > 0 ? `\n[... ${cut} characters of ${path} are left out: read the file ...]` : '';
    return `## ${path}\n\n${kept}${note}\n\n`;
  });
  return `Guidance by the owners of the repository, for work in the folder of each file and below:\n\n${parts.join('')}`;
}
