/** Another process, or this one, has the right to write the log. */
export class RunInUseError extends Error {
  override readonly name = 'RunInUseError';
  readonly pid: number;

  constructor(place: string, { pid, since }: { pid: number; since: string }) {
    super(
      `The run is in use by process ${pid} since ${since} (${place}). Nothing was changed. Watch it, stop it, or wait until it has ended.`,
    );
    this.pid = pid;
  }
}

/** The log was changed since it was written, or by a version that this one can't read. */
export class UnreadableLogError extends Error {
  override readonly name = 'UnreadableLogError';
  readonly path: string;
  /** Counted from 1. */
  readonly lineNumber: number;

  constructor(path: string, lineNumber: number, problem: string) {
    super(
      `Line ${lineNumber} of the log ${path} can't be read: ${problem}. Nothing was changed. If the file was edited or damaged, restore it from a copy.`,
    );
    this.path = path;
    this.lineNumber = lineNumber;
  }
}
