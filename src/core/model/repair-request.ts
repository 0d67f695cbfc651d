import { cutAfterRefusal } from '../context/cut-context.ts';
import type { NewEvent } from '../events.ts';
import type { RunOptions } from '../options.ts';
import { nextStep } from '../role-call.ts';
import type { RoleCall } from '../state.ts';
import type { ModelError } from './model-wire.ts';
import { afterModelError } from './retry.ts';

/**
 * What makes a request that brought no answer into another one: a cut where it was too long, the fallback model where
 * its model stays unavailable. Null where it can only be made again, or given up.
 */
export function repairRequest(
  call: RoleCall,
  error: ModelError,
  iteration: number,
  options: RunOptions,
): NewEvent | null {
  // Only a model has a window to be cut for, and another model to take its place.
  if (call.agent !== null) return null;
  const { role, model: from } = call;
  if (error.kind === 'too_long') {
    const cut = cutAfterRefusal(call, options);
    return cut && { event: 'context_cut', payload: { iteration, role, ...cut } };
  }
  const to = options.fallback_model;
  if (to === null || to === from || !staysUnavailable(call, error, options)) return null;
  return {
    event: 'model_fallback',
    payload: { iteration, role, step: nextStep(call), from, to, error: error.message },
  };
}

/** Whether the model, and not the whole endpoint, has failed for good; an overloaded one is not waited for. */
function staysUnavailable(call: RoleCall, error: ModelError, options: RunOptions): boolean {
  // One key may be let in to one model and not to another.
  if (error.kind === 'model_not_found' || error.refusal === 'access' || error.refusal === 'not_found')
    return true;
  if (error.kind === 'away' || error.kind === 'rejected') return false;
  const decision = afterModelError(call, error, options);
  return decision.kind === 'give_up' || (error.kind === 'overloaded' && decision.waits);
}
