/** What kept something from being started; `wrong_usage` for all that has no word of its own. */
export type UsageProblem =
  | 'wrong_usage'
  | 'no_such_run'
  | 'run_in_use'
  | 'no_sandbox'
  | 'nothing_to_judge'
  | 'not_measured';

/** Wrong usage or configuration: nothing was started and nothing written; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly problem: UsageProblem;

  constructor(message: string, problem: UsageProblem = 'wrong_usage') {
    super(message);
    this.problem = problem;
  }
}
