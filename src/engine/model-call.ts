import type { RoleCall, RunState } from '../core/state.ts';
import { nextRequest } from './next-request.ts';
import type { RecordEvent, World } from './world.ts';

/** Sends the next request of a role call and records what came back; ends the run where a budget could break. */
export async function callModel(
  call: RoleCall,
  state: RunState,
  world: World,
  record: RecordEvent,
  now: number,
  signal: AbortSignal,
): Promise<void> {
  const next = nextRequest(call, state);
  await record(next.event, now);
  if (next.kind === 'stop') return;
  const { iteration, role, step, attempt } = next.event.payload;
  const where = { iteration, role, step, attempt };
  const result = await world.model.respond(next.request, signal).catch((error: unknown) => {
    if (signal.aborted) return null;
    throw error;
  });
  if (result?.kind === 'answer') {
    await record({ event: 'model_response', payload: { ...where, ...result.answer } });
  } else if (result) {
    await record({ event: 'model_error', payload: { ...where, ...result.error } });
  }
}
