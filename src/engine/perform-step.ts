import { failureOf, type WorldStep } from '../core/decision.ts';
import type { NewEvent } from '../core/events.ts';
import { callAgent } from './agent-call.ts';
import { buildEvidenceTrees } from './evidence-trees.ts';
import { failedForRoom } from './failed-for-room.ts';
import { makeCheckpoint } from './make-checkpoint.ts';
import { callModel } from './model-call.ts';
import { runCheck } from './run-check.ts';
import { setUp } from './set-up.ts';
import type { StepContext } from './step-context.ts';
import { runToolCall } from './tool-call.ts';

/**
 * Carries out a step and resolves with what it came to; null where it was aborted, which leaves it open: what follows
 * from that is decided next; null also for checks that go on by themselves. Rejects where the disk is full, and where no event can say what went wrong.
 */
export async function performStep(step: WorldStep, context: StepContext): Promise<NewEvent | null> {
  try {
    return await outcomeOf(step, context);
  } catch (error) {
    if (context.signal.aborted) return null;
    if (failedForRoom(error, context.world)) throw error;
    const failure = failureOf(step, (error as Error).message);
    if (failure === null) throw error;
    return failure;
  }
}

async function outcomeOf(step: WorldStep, context: StepContext): Promise<NewEvent | null> {
  switch (step.kind) {
    case 'call_model':
      return callModel(step, context);
    case 'run_tool':
      return runToolCall(step, context);
    case 'call_agent':
      return callAgent(step, context);
    case 'set_up':
      return setUp(step, context);
    case 'build_trees':
      return buildEvidenceTrees(step, context);
    case 'check':
      return context.checks.measure((beside) =>
        runCheck(step, context, { beside, measures: () => undefined }),
      );
    case 'start_checks':
      await Promise.all(
        step.checks.map((check) => context.checks.start({ ...step.place, ...check }, context)),
      );
      return null;
    case 'await_check':
      return context.checks.next();
    case 'drop_checks':
      await context.checks.drop(step.place.checks);
      return { event: 'checks_dropped', payload: step.place };
    case 'checkpoint':
      return makeCheckpoint(step, context);
  }
}
