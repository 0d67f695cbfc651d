/** After so long without a line, with no request or command that may take it, somebody should look. */
const silentMs = 30 * 60_000;

interface Entry {
  status: string;
  worker: string | null;
  last_event_at: string | null;
}

/** Why a run of the queue does not get on although it is said to run; null where it does, or nobody works on it. */
export function stuckReason(
  { status, worker, last_event_at }: Entry,
  workers: readonly { id: string }[],
  nowMs: number,
): string | null {
  if (status !== 'running') return null;
  if (!workers.some(({ id }) => id === worker))
    return 'its worker is gone, and no other has taken it over yet';
  if (last_event_at === null) return null;
  const minutes = Math.floor((nowMs - Date.parse(last_event_at)) / 60_000);
  return minutes * 60_000 < silentMs ? null : `nothing was written for ${minutes} minutes`;
}
