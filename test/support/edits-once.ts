import { type PureWorld, textAnswer, toolAnswer } from './pure-run.ts';
import { coderOutput, plannerOutput, testerOutput } from './role-outputs.ts';

/** A coder that runs one command and is done, with a planner and a tester that are content with it. */
export const editsOnce: PureWorld['model'] = (role, _iteration, attempt) => {
  if (role === 'planner') return textAnswer(plannerOutput({ done_flag: true }));
  if (role === 'tester') return textAnswer(testerOutput());
  return attempt === 1 ? toolAnswer('true') : textAnswer(coderOutput());
};
