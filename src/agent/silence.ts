/** Watches over how long nothing is heard of somebody. */
export interface Silence {
  heard(): void;
  /** Rejects once it was silent for too long. */
  tooLong: Promise<never>;
  end(): void;
}

/** `limitMs` is asked for anew whenever the time may be up, since what is waited for may change. */
export function watchSilence(limitMs: () => number, failure: (silentMs: number) => Error): Silence {
  let last = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    const look = () => {
      const silentMs = performance.now() - last;
      const leftMs = limitMs() - silentMs;
      if (leftMs <= 0) reject(failure(silentMs));
      else timer = setTimeout(look, Math.min(leftMs, longestTimerMs));
    };
    look();
  });
  tooLong.catch(() => {});
  return {
    heard: () => {
      last = performance.now();
    },
    tooLong,
    end: () => clearTimeout(timer),
  };
}

const longestTimerMs = 2 ** 31 - 1;
