import type { ToolOutcome } from './tool-outcome.ts';
import type { Workplace } from './workplace.ts';

/** Says what the verify commands came to on the view's files: they ran as checks of the run, before the call. */
export async function runVerify(_values: object, { verifyAnswer }: Workplace): Promise<ToolOutcome> {
  return { output: verifyAnswer(), exitCode: null, written: [], timedOut: false, durationMs: 0 };
}
