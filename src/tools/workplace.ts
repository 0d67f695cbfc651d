import type { OwnTool } from '../ports/own-tool.ts';
import type { Sandbox } from '../ports/sandbox.ts';
import type { View } from '../ports/view.ts';

/** Where a tool call is carried out. */
export interface Workplace {
  view: View;
  sandbox: Sandbox;
  /** Tools that the calling program brought. */
  ownTools: readonly OwnTool[];
  /** What the model is given of a command's output. */
  outputLimitBytes: number;
  /** What is to be said of the verify commands on the view's files, which ran before. */
  verifyAnswer: () => string;
  signal: AbortSignal;
}
