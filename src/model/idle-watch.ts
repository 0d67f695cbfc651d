export interface IdleWatch {
  /** Aborts when the last `touch` is too long ago. */
  readonly signal: AbortSignal;
  /** Notes a sign of life; the first one starts the clock. */
  touch(): void;
  stop(): void;
}

const longestTimerMs = 2 ** 31 - 1;

/** Watches a request for silence. */
export function createIdleWatch(idleTimeoutMs: number): IdleWatch {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  return {
    signal: controller.signal,
    touch() {
      timer ??= setTimeout(() => controller.abort(), Math.min(idleTimeoutMs, longestTimerMs));
      timer.refresh();
    },
    stop: () => clearTimeout(timer),
  };
}
