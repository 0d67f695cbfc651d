import type { Surroundings } from '../config/surroundings.ts';
import { agentSpec, agentsInUse, type ConfiguredAgent } from '../core/agent/agent-spec.ts';
import type { RunOptions } from '../core/options.ts';
import { firstProgram } from '../core/preflight/first-programs.ts';
import { findProgram } from './find-program.ts';
import { UsageError } from './usage-error.ts';

/** Words of the shell itself, behind which anything may stand. */
const builtIn = ['cd', 'echo', 'exec', 'export', 'printf', 'set', 'source', 'test', 'umask', 'unset'];

/** A UsageError names an agent whose program is not here: before a model is paid for work that nobody goes on with. */
export function requireAgents(
  { agents }: Pick<RunOptions, 'agents'>,
  configured: Readonly<Record<string, ConfiguredAgent>>,
  { environment, ownPorts }: Surroundings,
): void {
  if (ownPorts?.worker !== undefined) return;
  for (const name of agentsInUse(agents)) {
    const { command } = agentSpec(name, configured);
    const program = firstProgram(command);
    if (program === null || builtIn.includes(program)) continue;
    if (findProgram(program, environment.PATH ?? '') !== null) continue;
    throw new UsageError(
      `the agent ${JSON.stringify(name)} can't start: the program ${program} was not found; install it, or say under "agents" in your configuration what starts it; nothing was started`,
    );
  }
}
