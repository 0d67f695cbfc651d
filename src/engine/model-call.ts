import { nextStep } from '../core/role-call.ts';
import type { RoleCall, RunState } from '../core/state.ts';
import { hashRequest } from '../roles/prompt-hash.ts';
import { buildRequest } from '../roles/request.ts';
import type { RecordEvent, World } from './world.ts';

/** Sends the next request of a role call and records what came back. */
export async function callModel(
  call: RoleCall,
  state: RunState,
  world: World,
  record: RecordEvent,
  now: number,
  signal: AbortSignal,
): Promise<void> {
  const request = buildRequest(call);
  const where = {
    iteration: state.iteration?.number ?? 0,
    role: call.role,
    step: nextStep(call),
    attempt: call.attempts + 1,
  };
  await record(
    {
      event: 'model_request',
      payload: { ...where, model: request.model, request_sha256: hashRequest(request) },
    },
    now,
  );
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
