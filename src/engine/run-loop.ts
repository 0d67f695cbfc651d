import { type Decision, decide } from '../core/decide.ts';
import { deadlineOf } from '../core/guards.ts';
import type { RunState } from '../core/state.ts';
import { summarizeEnd } from '../core/summary.ts';
import { buildEvidenceTrees, runCheck } from './check.ts';
import { makeCheckpoint } from './checkpoint.ts';
import { failedForRoom } from './disk-full.ts';
import type { Journal } from './journal.ts';
import { callModel } from './model-call.ts';
import { type RoleViews, roleViews } from './role-views.ts';
import { setUp } from './set-up.ts';
import { runToolCall } from './tool-call.ts';
import type { World } from './world.ts';

/**
 * Advances a run step by step until it has its closing event: decide, do, record. Resolves with the closed state. A
 * full disk closes it too; rejects only where the log can't be written, since then nothing may happen any more.
 */
export async function runLoop(world: World, journal: Journal): Promise<RunState> {
  const views = roleViews(world.workspace);
  // The clock may have been set back since an earlier process wrote to the log.
  const behindMs = Math.max(0, journal.state().lastEventAt - world.clock.now());
  const deadline = deadlineSignal(journal.state(), world.clock.now() + behindMs);
  const signal = AbortSignal.any([world.inbox.signal, deadline.signal]);
  try {
    for (;;) {
      const stopRequest = world.inbox.stopRequest();
      const { stopRequested, stopReason } = journal.state();
      if (stopRequest && !stopRequested && !stopReason) {
        await journal.record({ event: 'stop_requested', payload: { signal: stopRequest } });
      }
      const state = journal.state();
      // A decision and its event carry the same time, so that a replay decides the same.
      const now = Math.max(world.clock.now() + behindMs, state.lastEventAt);
      const decision = decide(state, now);
      if (!isFollowedByLine(decision)) await journal.flush();
      if (decision.kind === 'end') return state;
      // An answer that nothing can be done with must not be paid for.
      if (decision.kind === 'call_model' && world.isDiskFull()) throw new Error('The disk is full.');
      await perform(decision, world, journal, views, now, signal);
    }
  } catch (error) {
    if (!failedForRoom(error, world)) {
      // An answer that is there already is kept, whatever else has failed.
      await journal.flush().catch(() => undefined);
      throw error;
    }
    // The files of an open view are laid out anew on resume; their room and the spare's are for the last line.
    await views.discardAll();
    await journal.makeRoom();
    await journal.record({ event: 'loop_stopped', payload: summarizeEnd(journal.state(), 'disk_full') });
    return journal.state();
  } finally {
    deadline.cancel();
    await views.closeAll();
  }
}

/** Whether a decision is carried out by a line first; before any other, what was recorded has to be on disk. */
function isFollowedByLine({ kind }: Decision): boolean {
  return ['record', 'call_model', 'run_tool', 'set_up', 'check'].includes(kind);
}

/** Carries out one decision. An abort leaves the step open: what follows from it is decided next. */
async function perform(
  decision: Exclude<Decision, { kind: 'end' }>,
  world: World,
  journal: Journal,
  views: RoleViews,
  now: number,
  signal: AbortSignal,
): Promise<void> {
  const { record } = journal;
  const state = journal.state();
  switch (decision.kind) {
    case 'record':
      await record(decision.event, now);
      return;
    case 'wait':
      await world.clock.sleep(decision.until - now, signal).catch(() => undefined);
      return;
    case 'call_model':
      return callModel(decision.call, state, world, record, now, signal);
    case 'run_tool':
      return runToolCall(decision.call, decision.toolCall, state, world, views, record, now, signal);
    case 'checkpoint':
      return makeCheckpoint(state, world, journal);
    case 'set_up':
      return setUp(decision, state, world, record, now, signal);
    case 'build_trees':
      return buildEvidenceTrees(state, world, record);
    case 'check':
      return runCheck(decision, state, world, record, now, signal);
  }
}

const longestTimerMs = 2 ** 31 - 1;

/** A signal that aborts when the run's time is over; a little late, so that the guard then surely agrees. */
function deadlineSignal(state: RunState, now: number): { signal: AbortSignal; cancel: () => void } {
  const controller = new AbortController();
  const deadline = deadlineOf(state);
  if (deadline === null) return { signal: controller.signal, cancel: () => undefined };
  const timer = setTimeout(
    () => controller.abort(new Error('the time limit is reached')),
    Math.min(Math.max(deadline - now, 0) + 5, longestTimerMs),
  );
  return { signal: controller.signal, cancel: () => clearTimeout(timer) };
}
