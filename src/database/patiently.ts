import { setTimeout as sleep } from 'node:timers/promises';

/** How long a database that is away is waited for, in all: long enough for it to be started anew. */
const patienceMs = 30_000;

/** Does the work anew as long as the connection breaks, which may have been after it was done. */
export async function patiently<Result>(work: () => Promise<Result>): Promise<Result> {
  const deadline = performance.now() + patienceMs;
  for (let pauseMs = 100; ; pauseMs = Math.min(2 * pauseMs, 2000)) {
    try {
      return await work();
    } catch (error) {
      if (!isConnectionError(error) || performance.now() > deadline) throw error;
    }
    await sleep(pauseMs);
  }
}

/** An answer of the server has a code of five characters; those of class 08 and 57P tell that it is going away. */
export function isConnectionError(error: unknown): boolean {
  const { code } = error as { code?: string };
  return code === undefined || !/^[0-9A-Z]{5}$/.test(code) || /^(08|57P)/.test(code);
}
