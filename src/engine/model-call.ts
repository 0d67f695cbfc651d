import type { Step } from '../core/decision.ts';
import type { Outcome } from '../core/steps.ts';
import type { StepContext } from './step-context.ts';

/** Sends the request; resolves with what came back. */
export async function callModel(
  { request, place }: Step<'call_model'>,
  { world, signal }: StepContext,
): Promise<Outcome<'call_model'>> {
  const result = await world.model.respond(request, signal);
  return result.kind === 'answer'
    ? { event: 'model_response', payload: { ...place, ...result.answer } }
    : { event: 'model_error', payload: { ...place, ...result.error } };
}
