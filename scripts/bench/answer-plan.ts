import { coderOutput, plannerOutput, testerOutput, workItem } from '../../test/support/role-outputs.ts';
import { type Answer, finalJson } from '../../test/support/scripted-answers.ts';
import type { ScriptedRequest } from '../../test/support/scripted-endpoint.ts';
import { shell } from '../../test/support/tool-answers.ts';

/** What the model of a measurement says. */
export interface AnswerPlan {
  /** Shell calls of the coder in each iteration before its answer. */
  steps: number;
  /** Whether the planner says that its list is whole, so that the first iteration can be the last. */
  done: boolean;
  /** How long each answer takes. */
  delayMs: number;
}

/** The answer to one request: one new work item an iteration, which the coder then completes. */
export function answerFor(plan: AnswerPlan, { role, iteration, step }: ScriptedRequest): Answer {
  const item = workItem(`item-${iteration}`);
  if (role === 'planner') return finalJson(plannerOutput({ done_flag: plan.done, tasks: [item] }));
  if (role === 'tester') return finalJson(testerOutput());
  if (step <= plan.steps) return shell(`echo ${step}`);
  return finalJson(coderOutput({ completed_task_ids: [item.task_id] }));
}
