import type { Surroundings } from '../config/surroundings.ts';
import { usersEndpoints } from '../config/users-endpoints.ts';
import type { RunOptions } from '../core/options.ts';
import { isRepositorySetup } from '../core/setup-consent.ts';
import type { HeldNetwork } from '../sandbox/contain/containment.ts';
import { findPublicNetwork } from '../sandbox/find-public-network.ts';

/** The network of setup commands, and what a person should know of it. */
export interface SetupNetwork {
  /** Null for the machine's own. */
  held: HeldNetwork | null;
  /** Why a repository's own setup gets the machine's network all the same; null where it does not. */
  notice: string | null;
}

/**
 * A repository's own setup gets a network without this machine's services and its local networks, where that can be had;
 * the user's own has the machine's.
 */
export async function chooseSetupNetwork(
  options: Pick<RunOptions, 'setup' | 'setup_source' | 'sandbox'>,
  surroundings: Surroundings,
): Promise<SetupNetwork> {
  if (!isRepositorySetup(options)) return { held: null, notice: null };
  const reached =
    "the repository's setup commands can reach this machine's own services and its local network";
  if (options.sandbox !== 'bubblewrap')
    return { held: null, notice: `${reached}: only bubblewrap can hold them back` };
  const found = await findPublicNetwork();
  if (found.works)
    return { held: { programs: found.programs, endpoints: usersEndpoints(surroundings) }, notice: null };
  const mend = found.isMissing ? '; install that, and they are held back' : '';
  return { held: null, notice: `${reached}: ${found.reason}${mend}` };
}
