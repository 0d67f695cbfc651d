import { describeTask } from '../roles/request.ts';
import { describeFacts } from '../roles/role-facts.ts';
import { outputSchema, roleTable } from '../roles/role-table.ts';
import type { RoleCall } from '../state.ts';

/**
 * What an agent is told when a role's work is given to it: the role's own text and facts as a model gets them, with what
 * differs for an agent. A function of the log alone.
 */
export function agentPrompt(call: RoleCall): string {
  const { role, opening, turns } = call;
  const earlier = turns.flatMap((turn) => (turn.kind === 'correction' ? [turn.error] : [])).at(-1);
  return [
    roleTable[role].prompt.trim(),
    ownTools,
    describeTask(opening),
    `Facts recorded by the loop, as JSON.\n${describeFacts(role, opening)}`,
    ...(earlier === undefined
      ? []
      : [`An earlier attempt at this came to nothing: ${earlier}. What it changed in the files stands.`]),
    answerDemand(role),
  ].join('\n\n');
}

const ownTools =
  'The tools named above are not there: use your own in their place, and run the verify commands yourself. Nobody is there to answer questions or to watch: decide by yourself, and finish in this one turn. You are in a sandbox that ends with your answer, and everything that you started ends with it.';

const jsonOnly = 'by the schema given above, and nothing else.';

/** What of these texts is the same in every run, for whoever compares prompts. */
export const agentTexts = [ownTools, jsonOnly];

function answerDemand(role: RoleCall['role']): string {
  return `When you are finished, your last message must be one JSON object and nothing else, by this JSON schema:\n${JSON.stringify(outputSchema(role))}`;
}

/** What an agent is told whose last message can't be used. */
export function askAgain(error: string): string {
  return `Your last message can't be used: ${error}. Answer again: with one JSON object ${jsonOnly}`;
}

/** What an agent is told that has used up its steps. */
export function askToFinish(maxSteps: number): string {
  return `All ${maxSteps} steps with tools are used up. Use no more tools: give your answer now, as one JSON object ${jsonOnly}`;
}
