import { dirname, join } from 'node:path';
import { type AgentWorkerParts, createAgentWorker } from '../agent/agent-worker.ts';
import { type Greeting, greetAgent } from '../agent/greet-agent.ts';
import { removeLeftHomes } from '../agent/left-homes.ts';
import { readLoginFiles } from '../agent/login-files.ts';
import { agentHomes, proofloopHome } from '../config/home-paths.ts';
import type { Surroundings } from '../config/surroundings.ts';
import { type AgentSpec, agentSpec, agentsInUse, type ConfiguredAgent } from '../core/agent/agent-spec.ts';
import { loginSecrets } from '../core/agent/login-secrets.ts';
import type { RunOptions } from '../core/options.ts';
import type { RoleWorker } from '../ports/role-worker.ts';
import type { Sandbox } from '../ports/sandbox.ts';
import type { View } from '../ports/view.ts';
import { createBubblewrap } from '../sandbox/bubblewrap.ts';
import { type AgentTerms, containAgent } from '../sandbox/contain/contain-agent.ts';
import { unprivilegedUser } from '../sandbox/contain/containment.ts';
import { findPublicNetwork } from '../sandbox/find-public-network.ts';
import { createSeatbelt } from '../sandbox/seatbelt.ts';
import { createUnsandboxed } from '../sandbox/unsandboxed.ts';
import { type ContainedPlace, programs, rootIn, shownPlaces } from './shown-places.ts';

/** The worker behind which a run's agents stand; `configured` is what the user's configuration says of agents. */
export function createWorker(
  place: ContainedPlace & { options: RunOptions },
  configured: Readonly<Record<string, ConfiguredAgent>>,
  idleTimeoutMs: number,
  hadTokens: AgentWorkerParts['hadTokens'],
): RoleWorker {
  const { agents, verify_timeout_ms } = place.options;
  return createAgentWorker({
    ...meansOfAgents(place, agentHomes(proofloopHome(place.surroundings))),
    hadTokens,
    agents: new Map(agentsInUse(agents).map((name) => [name, agentSpec(name, configured)])),
    silentMs: { itself: idleTimeoutMs, atWork: Math.max(idleTimeoutMs, verify_timeout_ms) },
  });
}

/** The tokens in the login files of a run's agents, as they lie in the user's home now. */
export async function tokensOfAgents(
  agents: RunOptions['agents'],
  configured: Readonly<Record<string, ConfiguredAgent>>,
  userHome: string,
): Promise<string[]> {
  const specs = agentsInUse(agents).map((name) => agentSpec(name, configured));
  const files = await Promise.all(specs.map(({ folders }) => readLoginFiles(userHome, folders)));
  return files.flat().flatMap(({ content }) => loginSecrets(content.toString('utf8')));
}

/** Removes the copies of logins that killed processes have left; resolves with how many homes held them. */
export function removeLeftLogins(surroundings: Surroundings): Promise<number> {
  return removeLeftHomes(agentHomes(proofloopHome(surroundings)));
}

/** Greets an agent in an empty view, in all that would contain it in a run; its home is made in the folder `homes`. */
export function greetAgentIn(
  { homes, ...place }: ContainedPlace & { homes: string },
  agent: AgentSpec,
  view: View,
): Promise<Greeting> {
  return greetAgent(meansOfAgents(place, homes), agent, view);
}

/** What every agent there is started by. */
function meansOfAgents(
  place: ContainedPlace,
  folder: string,
): Omit<AgentWorkerParts, 'agents' | 'silentMs' | 'hadTokens'> {
  const { options, surroundings } = place;
  return {
    userHome: surroundings.userHome,
    folder,
    user: options.sandbox === 'bubblewrap' && process.getuid?.() === 0 ? unprivilegedUser : null,
    sandboxFor: (agent, homeFolder) => agentSandbox(place, { agent, homeFolder }),
    rootOf: rootIn(place),
  };
}

async function agentSandbox(place: ContainedPlace, terms: AgentTerms): Promise<Sandbox> {
  const { options, surroundings } = place;
  const { environment, userHome } = surroundings;
  const found = options.sandbox === 'bubblewrap' ? await findPublicNetwork() : null;
  const endpoints = terms.agent.loopback.map((port) => ({ host: '127.0.0.1', port }));
  const publicNetwork = found?.works ? { programs: found.programs, endpoints } : null;
  const containment = containAgent({ ...shownPlaces(place), publicNetwork }, terms);
  if (surroundings.ownPorts?.sandbox !== undefined) return surroundings.ownPorts.sandbox;
  if (options.sandbox === 'off') {
    const variables = { ...containment.environment, PATH: environment.PATH ?? '' };
    return createUnsandboxed(variables, programs, terms.homeFolder);
  }
  return options.sandbox === 'bubblewrap'
    ? createBubblewrap(containment, join(dirname(terms.homeFolder), 'sandbox'))
    : createSeatbelt(containment, userHome);
}
