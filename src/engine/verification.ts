import { verificationResult } from '../core/decide.ts';
import type { CommandResult } from '../core/events.ts';
import type { RunState } from '../core/state.ts';
import { failedForRoom } from './disk-full.ts';
import type { RecordEvent, World } from './world.ts';

/** Runs the verify commands on a fresh checkout of the tree and records the facts with the verdict on them. */
export async function verifyTree(
  tree: string,
  commands: readonly string[],
  state: RunState,
  world: World,
  record: RecordEvent,
  now: number,
  signal: AbortSignal,
): Promise<void> {
  const iteration = state.iteration?.number ?? 0;
  await record({ event: 'verification_started', payload: { iteration, tree, commands: [...commands] } }, now);
  let results: CommandResult[];
  try {
    results = await world.verifier.verify(tree, commands, signal);
  } catch (error) {
    if (signal.aborted) return;
    if (await failedForRoom(error, world)) throw error;
    const reason = `the verification could not be carried out: ${(error as Error).message}`;
    await record({ event: 'step_failed', payload: { iteration, step: 'verification', error: reason } });
    return;
  }
  await record({ event: 'verification_result', payload: verificationResult(state, iteration, results) });
}
