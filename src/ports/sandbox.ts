import type { View } from './view.ts';

/** A program of proofloop's own that works on a view's files: given its input, it prints one line of JSON. */
export type OwnProgram = 'apply-patch';

export interface CommandRequest {
  /** A shell line, or a program of proofloop's own, which no shell stands before. */
  command: string | { program: OwnProgram };
  /** What the command reads from its standard input; null is the end of file at once. */
  input: string | null;
  /** Folder below the view's root in which it runs; '' is the root. */
  folder: string;
  timeoutMs: number;
  /** Bytes of output that are kept: half from the start, half from the end, the cut said in words. */
  outputLimitBytes: number;
  /** Absolute path of an empty folder into which test runners write their reports; null where nobody reads them. */
  reportFolder: string | null;
  /** Is given what the command prints, as it comes. */
  onOutput?: (chunk: Uint8Array) => void;
  /** The machine is for what runs beside it; the usual priority where it is not said. */
  priority?: 'low';
  /** Until this resolves, the command is made ready and not run; where it rejects, `run` rejects with its reason. */
  mayRun?: Promise<void>;
  /** Talks with the command over its standard input and output; what is kept of its output is then stderr alone. */
  dialogue?: Dialogue;
  signal: AbortSignal;
}

export type CommandManner = Pick<CommandRequest, 'signal' | 'priority'>;

export interface Dialogue {
  /** Called once the command runs. When this resolves the command is ended; it must not reject. */
  talk(input: WritableStream<Uint8Array>, output: ReadableStream<Uint8Array>): Promise<void>;
}

export interface CommandOutcome {
  /** Null where the command was ended by us: at its time limit, or because the disk was filling up. */
  exitCode: number | null;
  timedOut: boolean;
  durationMs: number;
  /** stdout and stderr as they came, decoded as UTF-8 (invalid bytes replaced), control sequences kept. */
  output: string;
}

export interface Sandbox {
  /**
   * Runs a command in a view and resolves when it and everything that it started are gone. A command that can't be
   * started resolves with exit code 127 and the reason as output. Rejects only with `signal.reason` when the signal
   * aborts, after the command is gone, and where it may not run.
   */
  run(view: View, request: CommandRequest): Promise<CommandOutcome>;
}
