/** A duration as a coarse word, which does not change with each run of the same commands. */
export function durationWord(durationMs: number): string {
  if (durationMs < 10_000) return 'under 10 s';
  if (durationMs < 60_000) return 'under a minute';
  return durationMs < 600_000 ? 'some minutes' : 'longer';
}
