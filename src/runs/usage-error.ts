/** Wrong usage or configuration: nothing was started and nothing written; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
