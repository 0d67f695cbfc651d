import { isOpen } from './progress/work-item.ts';
import { isContent, type TesterOutput } from './role.ts';
import type { Iteration, RunState, Verification } from './state.ts';

/** The tester's answer that holds for this iteration: its own, or an earlier one on the same tree that was taken over. */
export function testerAnswer(state: RunState, iteration: Iteration): TesterOutput | null {
  if (iteration.tester) return iteration.tester;
  const isDecidedWithoutRoles = state.accepting || state.blockedPlans >= 2 || takesOver(state, iteration);
  return isDecidedWithoutRoles ? contentAnswer(state) : null;
}

/**
 * Whether an iteration needs neither coder nor tester: nothing is open, and the tester's answer and its verification
 * stand for the tree as it is. After a refusal that no person can lift, and where the tree holds what can't
 * be delivered, the coder is called all the same: it alone can mend that. An iteration that took the answer over stays
 * one that did, also where its verdict is forgotten because the result is measured by something else from then on.
 */
export function takesOver(state: RunState, iteration: Iteration): boolean {
  if (iteration.number < 2 || !iteration.planner || iteration.coder || iteration.roleCall) return false;
  if (state.items.some(isOpen) || state.refused.length > 0 || contentAnswer(state) === null) return false;
  if (iteration.isTakenOver) return true;
  const last = state.verifications.get(state.tree);
  if (last === undefined || last.proposed_command !== null) return false;
  return last.verdict !== 'refused' || last.reviewable;
}

/** Whether only changes that a person can allow are known to stand against the tree as it is. */
export function waitsForReview(state: RunState): boolean {
  return state.refused.length === 0 && state.verifications.get(state.tree)?.reviewable === true;
}

/** What a person could allow, for a verdict that is open to review; none for any other. */
export function allowablePaths({ reviewable, protected_changes }: Verification): string[] {
  return reviewable ? protected_changes.map(({ path }) => path) : [];
}

/** The last answer on this tree, where it was content. */
function contentAnswer(state: RunState): TesterOutput | null {
  const answer = state.testerAnswers.get(state.tree);
  return answer && isContent(answer) ? answer : null;
}
