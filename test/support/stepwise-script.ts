import type { Role } from '../../src/core/role.ts';
import type { Answer } from './scripted-answers.ts';
import type { Script } from './scripted-endpoint.ts';

/** Answers of each role in the first, second, ... iteration; those of one role call in the order of its steps. */
export type StepAnswers = Record<Role, readonly (readonly (Answer | Script)[])[]>;

/**
 * A script whose answers hang on the conversation alone: a request that is made again, as after a crash, gets the same
 * answer again. One without an answer is answered with 400 and a message that names it.
 */
export function stepwise(table: StepAnswers): Script {
  return (request) => {
    const { role, iteration, step } = request;
    const answer = table[role][iteration - 1]?.[step - 1];
    if (answer === undefined) {
      throw new Error(`no answer for step ${step} of the ${role} in iteration ${iteration}`);
    }
    return typeof answer === 'function' ? answer(request) : answer;
  };
}
