/** What a tool call came to; `output` is what the model is given. */
export interface ToolOutcome {
  output: string;
  /** Null where no command was run, or it was killed. */
  exitCode: number | null;
  /** Paths that the tool has written, as far as it knows them. */
  written: readonly string[];
  timedOut: boolean;
  durationMs: number;
}
