import { agentsInUse } from '../core/agent/agent-spec.ts';
import type { RunOptions } from '../core/options.ts';
import { findPublicNetwork } from '../sandbox/find-public-network.ts';

/** What a person should know of what the agents of a run can reach, as sentences; nothing where that is held. */
export async function noticeOfAgents({
  agents,
  sandbox,
}: Pick<RunOptions, 'agents' | 'sandbox'>): Promise<string[]> {
  if (agentsInUse(agents).length === 0 || sandbox === 'off' || sandbox === 'own') return [];
  const reached = "agents can reach this machine's own services and its local network";
  if (sandbox !== 'bubblewrap') return [`${reached}: only bubblewrap can hold them back`];
  const found = await findPublicNetwork();
  if (found.works) return [];
  const mend = found.isMissing ? '; install that, and they are held back' : '';
  return [`${reached}: ${found.reason}${mend}`];
}
