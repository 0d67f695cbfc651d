import { type Decision, decide } from '../core/decide.ts';
import type { EventName } from '../core/events.ts';
import { fold } from '../core/fold/fold.ts';
import { deadlineOf } from '../core/guards.ts';
import type { RunState } from '../core/state.ts';
import { summarizeEnd } from '../core/summary.ts';
import { buildEvidenceTrees, runCheck } from './check.ts';
import { makeCheckpoint } from './checkpoint.ts';
import { failedForRoom } from './disk-full.ts';
import { callModel } from './model-call.ts';
import { redactStrings } from './redact-strings.ts';
import { type RoleViews, roleViews } from './role-views.ts';
import { setUp } from './set-up.ts';
import { runToolCall } from './tool-call.ts';
import type { RecordEvent, World } from './world.ts';

/**
 * Advances a run step by step until it has its closing event: decide, do, record. Resolves with the closed state. A
 * full disk closes it too; rejects only where the log can't be written, since then nothing may happen any more.
 */
export async function runLoop(world: World, opened: RunState): Promise<RunState> {
  let state = opened;
  // What the log has on disk: a line that could not be written has not happened.
  let stateOnDisk = opened;
  let isHeadDue = false;
  const flush = async () => {
    await world.log.flush();
    stateOnDisk = state;
    if (isHeadDue) await world.keepHead(world.log.head());
    isHeadDue = false;
  };
  const record: RecordEvent = async (event, at) => {
    const before = state;
    const logged = world.log.stage(redactStrings(event, world.redact), at);
    state = fold(state, logged);
    isHeadDue ||= isMilestone(logged.event);
    if (isIntent(logged.event) || isEnd(logged.event)) {
      await flush().catch((error: unknown) => {
        // What it announces does not happen; the outcomes before it have, and may find room yet.
        world.log.unstage(logged.seq);
        state = before;
        throw error;
      });
    }
  };
  const views = roleViews(world.workspace);
  // The clock may have been set back since an earlier process wrote to the log.
  const behindMs = Math.max(0, state.lastEventAt - world.clock.now());
  const deadline = deadlineSignal(state, world.clock.now() + behindMs);
  const signal = AbortSignal.any([world.inbox.signal, deadline.signal]);
  try {
    for (;;) {
      const stopRequest = world.inbox.stopRequest();
      if (stopRequest && !state.stopRequested && !state.stopReason) {
        await record({ event: 'stop_requested', payload: { signal: stopRequest } });
      }
      // A decision and its event carry the same time, so that a replay decides the same.
      const now = Math.max(world.clock.now() + behindMs, state.lastEventAt);
      const decision = decide(state, now);
      if (!isFollowedByLine(decision)) await flush();
      if (decision.kind === 'end') return state;
      // An answer that nothing can be done with must not be paid for.
      if (decision.kind === 'call_model' && world.isDiskFull()) throw new Error('The disk is full.');
      await perform(decision, state, world, views, record, now, signal);
    }
  } catch (error) {
    if (!failedForRoom(error, world)) {
      // An answer that is there already is kept, whatever else has failed.
      await flush().catch(() => undefined);
      throw error;
    }
    // The files of an open view are laid out anew on resume; their room and the spare's are for the last line.
    await views.discardAll();
    await world.makeRoom();
    await flush().catch(() => {
      world.log.unstage(0);
      state = stateOnDisk;
    });
    await record({ event: 'loop_stopped', payload: summarizeEnd(state, 'disk_full') });
    return state;
  } finally {
    deadline.cancel();
    await views.closeAll();
  }
}

/**
 * Whether the world is acted upon as soon as this event is recorded. It must be on disk by then, with all before it;
 * other events may wait for it, as nothing but further events follows from them.
 */
function isIntent(event: EventName): boolean {
  return ['model_request', 'tool_call', 'setup_started', 'check_started'].includes(event);
}

/** Whether a decision is carried out by a line first; before any other, what was recorded has to be on disk. */
function isFollowedByLine({ kind }: Decision): boolean {
  return ['record', 'call_model', 'run_tool', 'set_up', 'check'].includes(kind);
}

/** Whether nothing may follow that would bring this event to the disk. */
function isEnd(event: EventName): boolean {
  return event.startsWith('loop_');
}

/** Whether the log's head is kept elsewhere too once this event is on disk: often enough, and not at every step. */
function isMilestone(event: EventName): boolean {
  return event === 'iteration_finished' || event === 'iteration_failed' || isEnd(event);
}

/** Carries out one decision. An abort leaves the step open: what follows from it is decided next. */
async function perform(
  decision: Exclude<Decision, { kind: 'end' }>,
  state: RunState,
  world: World,
  views: RoleViews,
  record: RecordEvent,
  now: number,
  signal: AbortSignal,
): Promise<void> {
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
      return makeCheckpoint(state, world, record);
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
