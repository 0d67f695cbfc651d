import type { Payload } from '../events.ts';
import type { RunState } from '../state.ts';

/** Whether the setup commands must run for the dependencies that the tree names; a failed one has a try an iteration. */
export function mustSetUp(state: RunState, iteration: number): boolean {
  if (state.options.setup.length === 0) return false;
  const last = state.setups.get(state.dependenciesKey);
  if (!last) return true;
  return !hasSucceeded(last) && last.iteration < iteration;
}

/** Why the tree's dependencies could not be installed, as a sentence; null where they are, or need not be. */
export function setupFailure(state: RunState): string | null {
  const last = state.setups.get(state.dependenciesKey);
  const failed = last?.commands.find((result) => result.exit_code !== 0);
  if (!failed) return null;
  const command = `the setup command "${failed.command}"`;
  if (failed.timed_out) return `${command} ran into the time limit (--verify-timeout)`;
  if (failed.exit_code === null) return `${command} was ended by a signal`;
  return `${command} exited with ${failed.exit_code}`;
}

export function hasSucceeded(result: Payload<'setup_result'>): boolean {
  return result.commands.every(({ exit_code }) => exit_code === 0);
}
