export interface Clock {
  /** Milliseconds since the epoch; goes on evenly, however the machine's clock is set meanwhile. */
  now(): number;
  /** Resolves after `durationMs`, of a very long one after a part of it, or rejects with `signal.reason`. */
  sleep(durationMs: number, signal: AbortSignal): Promise<void>;
}
