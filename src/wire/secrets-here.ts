import { secretValues } from '../config/secrets.ts';
import type { Surroundings } from '../config/surroundings.ts';
import type { ConfiguredAgent } from '../core/agent/agent-spec.ts';
import type { RunOptions } from '../core/options.ts';
import { createRedactor } from '../system/redact.ts';
import { tokensOfAgents } from './wire-agents.ts';

/** What takes the secrets of these surroundings out of a text. */
export function redactorFor({ environment }: Surroundings): (text: string) => string {
  return createRedactor(secretValues(environment));
}

/** The agents of a run, and what the user's configuration says of agents. */
interface RunAgents {
  options: Pick<RunOptions, 'agents'>;
  agents?: Readonly<Record<string, ConfiguredAgent>>;
}

/** What takes them out, and the tokens of what the run's agents log in with. */
export async function redactorWithAgents(
  { options, agents = {} }: RunAgents,
  { environment, userHome }: Surroundings,
): Promise<(text: string) => string> {
  const tokens = await tokensOfAgents(options.agents, agents, userHome);
  return createRedactor([...secretValues(environment), ...tokens]);
}

/**
 * What must not be delivered: known secrets, and the tokens that agents had. One that an agent has put into its login
 * holds back what is delivered and changes no word of what is measured: else it could hide a test's name behind it.
 */
export function heldBack(redact: (text: string) => string) {
  const had = new Set<string>();
  let refreshed = createRedactor([]);
  return {
    hadTokens: (tokens: readonly string[]) => {
      for (const token of tokens) had.add(token);
      refreshed = createRedactor([...had]);
    },
    holdsSecret: (text: string) => redact(text) !== text || refreshed(text) !== text,
  };
}
