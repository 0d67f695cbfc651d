import type { Step } from '../core/decision.ts';
import type { Outcome } from '../core/steps.ts';
import type { StepContext } from './step-context.ts';

/** Runs the setup commands for the manifests of the run's tree; resolves with how that went. */
export async function setUp(
  { place, intent }: Step<'set_up'>,
  { world, signal }: StepContext,
): Promise<Outcome<'set_up'>> {
  const outcome = await world.setup.prepare(place.tree, intent.payload.commands, signal);
  return { event: 'setup_result', payload: { ...place, ...outcome } };
}
