import { createHash } from 'node:crypto';
import type { ModelRequest } from '../core/model-wire.ts';
import { nextStep } from '../core/role-call.ts';
import type { RoleCall, RunState } from '../core/state.ts';
import { buildRequest } from '../roles/request.ts';
import type { RecordEvent, World } from './world.ts';

/** Sends the next request of a role call and records what came back. */
export async function callModel(
  call: RoleCall,
  state: RunState,
  world: World,
  record: RecordEvent,
  signal: AbortSignal,
): Promise<void> {
  const request = buildRequest(call);
  const where = {
    iteration: state.iteration?.number ?? 0,
    role: call.role,
    step: nextStep(call),
    attempt: call.attempts + 1,
  };
  await record({
    event: 'model_request',
    payload: { ...where, model: request.model, request_sha256: hashRequest(request) },
  });
  const result = await world.model.respond(request, signal).catch((error: unknown) => {
    if (signal.aborted) return null;
    throw error;
  });
  if (result?.kind === 'answer') {
    await record({ event: 'model_response', payload: { ...where, ...result.answer } });
  } else if (result) {
    await record({ event: 'model_error', payload: { ...where, ...result.error } });
  }
}

/** SHA-256 (hex) of a request without its metadata, which names the run. */
function hashRequest({ metadata: _metadata, prompt_cache_key: _key, ...request }: ModelRequest): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('hex');
}
