/** A run whose log can't be written, so that nothing may happen in it any more; what was recorded is kept. */
export class BrokenRunError extends Error {
  override readonly name = 'BrokenRunError';
  readonly runId: string;

  constructor(runId: string, message: string, cause: unknown) {
    super(message, { cause });
    this.runId = runId;
  }
}
