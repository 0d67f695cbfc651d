import type { Payload } from '../events.ts';
import { transition } from '../phase.ts';
import {
  addFollowUps,
  type ItemsChange,
  isOpen,
  planItems,
  reportItems,
  type WorkItem,
} from '../progress/work-item.ts';
import { waitsForReview } from '../standing-answer.ts';
import type { RunState } from '../state.ts';
import { withErrors } from './errors.ts';
import { withIteration } from './open-step.ts';

/** The planner's call has ended; its list changes the run's items, and the coder is next. */
export function takePlan(state: RunState, plan: Payload<'planner_output'>): RunState {
  const next = withItems(state, plan.iteration, planItems(state.items, plan.tasks));
  const open = next.items.filter(isOpen);
  const allBlocked = open.length > 0 && open.every(isBlocked);
  const done_flag = plan.done_flag && wasToldAll(state);
  return {
    ...withIteration(next, { planner: { ...plan, done_flag }, roleCall: null }),
    phase: transition(state.phase, 'coding'),
    doneFlag: done_flag,
    // A tester that was content knew nothing of this work.
    testerAnswers: open.every(isBlocked) ? state.testerAnswers : new Map(),
    blockedPlans: allBlocked ? state.blockedPlans + 1 : 0,
    blockedForReview: blockedForReview(state, next),
  };
}

/** The coder's call has ended; what it reports as done or open changes the items, and the tester is next. */
export function takeCoderOutput(state: RunState, output: Payload<'coder_output'>): RunState {
  const change = reportItems(state.items, output.completed_task_ids, output.pending_task_ids);
  return {
    ...withIteration(withItems(state, output.iteration, change), { coder: output, roleCall: null }),
    phase: transition(state.phase, 'testing'),
  };
}

/** The tester's call has ended; its follow-ups are added to the items. */
export function takeTesterOutput(state: RunState, output: Payload<'tester_output'>): RunState {
  const change = addFollowUps(state.items, output.follow_up_tasks);
  const next = withIteration(withItems(state, output.iteration, change), { tester: output, roleCall: null });
  const testerAnswers = new Map(state.testerAnswers);
  if (wasToldAll(state)) testerAnswers.set(state.tree, output);
  else testerAnswers.delete(state.tree);
  return { ...next, testerAnswers };
}

/** Whether the role that has answered was told every instruction that was added to the task. */
function wasToldAll({ iteration, notes }: RunState): boolean {
  return iteration?.roleCall?.opening.notes.length === notes.length;
}

/** The blocked items that were blocked when nothing but a person's word was missing. */
function blockedForReview(before: RunState, { items }: RunState): Set<string> {
  const earlier = new Set(before.items.filter(isBlocked).map((item) => item.task_id));
  const blocked = items.filter(isBlocked).map((item) => item.task_id);
  return new Set(
    blocked.filter((id) => (earlier.has(id) ? before.blockedForReview.has(id) : waitsForReview(before))),
  );
}

function isBlocked({ status }: WorkItem): boolean {
  return status === 'blocked';
}

function withItems(state: RunState, iteration: number, change: ItemsChange): RunState {
  return { ...withErrors(state, iteration, change.errors), items: change.items };
}
