import { decide, endOnFleetCeiling, endOnFullDisk } from '../core/decide.ts';
import type { WorldStep } from '../core/decision.ts';
import type { NewEvent } from '../core/events.ts';
import { mayFollowCheck } from '../core/may-follow-check.ts';
import { isClosed } from '../core/phase.ts';
import type { RunState } from '../core/state.ts';
import { beginsWithLine, steps } from '../core/steps.ts';
import { ReservationRefused } from '../core/usage/reservation-refused.ts';
import { failedForRoom } from './failed-for-room.ts';

import type { Journal } from './journal.ts';
import { performStep } from './perform-step.ts';
import { roleViews } from './role-views.ts';
import { watchTime } from './run-time.ts';
import { createRunningChecks } from './running-checks.ts';
import type { StepContext } from './step-context.ts';
import type { World } from './world.ts';

/**
 * Advances a run step by step until it has its closing event: decide, do, record. Resolves with the closed state. A
 * full disk closes it too; rejects only where the log can't be written, since then nothing may happen any more.
 */
export async function runLoop(world: World, journal: Journal): Promise<RunState> {
  const views = roleViews(world.workspace);
  const checks = createRunningChecks();
  const time = watchTime(world.clock, journal.state);
  const signal = AbortSignal.any([world.inbox.signal, time.signal]);
  const waitUntil = (until: number, now: number) =>
    world.clock.sleep(until - now, signal).catch(() => undefined);
  try {
    for (;;) {
      const stopRequest = world.inbox.stopRequest();
      const { stopRequested, phase } = journal.state();
      if (stopRequest && !stopRequested && !isClosed(phase)) {
        await journal.record({ event: 'stop_requested', payload: { signal: stopRequest } });
      }
      const state = journal.state();
      // Those of an iteration that has failed are asked for no more.
      if (state.openChecks.length === 0) await checks.dropAll();
      // A decision and its event carry the same time, so that a replay decides the same.
      const now = time.now();
      const decision = decide(state, now);
      const told = mayFollowCheck(state, decision) ? await checks.ended() : null;
      if (told !== null) {
        await journal.record(told);
        continue;
      }
      if (!beginsWithLine(decision.kind)) await journal.flush();
      // An answer that nothing can be done with must not be paid for.
      if (decision.kind === 'call_model' && world.isDiskFull()) throw new Error('The disk is full.');
      if (decision.kind === 'end') return state;
      if (decision.kind === 'record') await journal.record(decision.event, now);
      else if (decision.kind === 'wait') await waitUntil(decision.until, now);
      else {
        const refused = await takeStep(decision, now, { state, world, views, checks, journal, signal });
        if (refused === null) continue;
        // What the request before came to is settled with its line: others may be waiting for that.
        await journal.flush();
        if (refused === 'wait') await waitUntil(now + fleetWaitMs, now);
        else await journal.record(endOnFleetCeiling(journal.state(), refused), now);
      }
    }
  } catch (error) {
    if (!failedForRoom(error, world)) {
      // An answer that is there already is kept, whatever else has failed.
      await journal.flush().catch(() => undefined);
      throw error;
    }
    // The files of an open view are laid out anew on resume; their room and the spare's are for the last line.
    await checks.dropAll();
    await views.discardAll();
    await journal.makeRoom();
    const now = time.now();
    await journal.record(endOnFullDisk(journal.state(), now), now);
    return journal.state();
  } finally {
    time.cancel();
    await checks.dropAll();
    await views.closeAll();
  }
}

/** How long others' requests are waited for before it is asked again whether there is room for one. */
const fleetWaitMs = 250;

/** What of a refusal the loop can go on with. */
type Refusal = Exclude<ReservationRefused['reason'], 'unpriced'>;

/**
 * Carries out one step: announces it where the table of steps says so, does it, records what it came to. Where the
 * table lets it be made ready meanwhile, whoever performs it waits for its announcement. Resolves with null, or with why
 * it was not announced, and so not done.
 */
async function takeStep(
  step: WorldStep,
  now: number,
  { journal, ...context }: Omit<StepContext, 'announced' | 'record' | 'head'> & { journal: Journal },
): Promise<Refusal | null> {
  const announced = 'intent' in step ? journal.record(step.intent, now) : Promise.resolve();
  if (steps[step.kind].disk === 'before') {
    const refused = await announced.then(() => null, asRefused);
    if (refused !== null) return refused;
  }
  // It is awaited where it counts: by the command itself, and in any case before anything else is recorded.
  announced.catch(() => undefined);
  const record = async (event: NewEvent) => {
    await journal.record(event);
    await journal.flush();
  };
  const outcome = await performStep(step, { ...context, announced, record, head: journal.head }).finally(
    () => announced,
  );
  if (outcome !== null) await journal.record(outcome);
  return null;
}

function asRefused(error: unknown): Refusal {
  if (!(error instanceof ReservationRefused) || error.reason === 'unpriced') throw error;
  return error.reason;
}
