import type { Decision } from '../core/decide.ts';
import type { Payload } from '../core/events.ts';
import type { RunState } from '../core/state.ts';
import type { SetupOutcome } from '../ports.ts';
import type { RecordEvent, World } from './world.ts';

type SetUp = Extract<Decision, { kind: 'set_up' }>;

/** Runs the setup commands for the manifests of the run's tree and records how that went. */
export async function setUp(
  decision: SetUp,
  state: RunState,
  world: World,
  record: RecordEvent,
  now: number,
  signal: AbortSignal,
): Promise<void> {
  const iteration = state.iteration?.number ?? 0;
  const { commands, ...what } = setupIntent(decision, iteration);
  await record({ event: 'setup_started', payload: { ...what, commands } }, now);
  let outcome: SetupOutcome;
  try {
    outcome = await world.setup.prepare(decision.tree, commands, signal);
  } catch (error) {
    if (signal.aborted) return;
    const reason = `the setup could not be carried out: ${(error as Error).message}`;
    await record({ event: 'step_failed', payload: { iteration, step: 'setup', error: reason } });
    return;
  }
  await record({ event: 'setup_result', payload: { ...what, ...outcome } });
}

/** What is written down before the setup begins. */
export function setupIntent(decision: SetUp, iteration: number): Payload<'setup_started'> {
  const { tree, dependenciesKey, commands } = decision;
  return { iteration, tree, dependencies_key: dependenciesKey, commands: [...commands] };
}
