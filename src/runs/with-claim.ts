import type { LogClaim } from '../ports/store.ts';

/**
 * Does `work` with the right to write a log, which is given back where that fails: a process that stays would keep it from
 * all others. Where it resolves, the right is what it made of it.
 */
export async function withClaim<Result>(
  claiming: Promise<LogClaim>,
  work: (claim: LogClaim) => Promise<Result>,
): Promise<Result> {
  const claim = await claiming;
  try {
    return await work(claim);
  } catch (error) {
    await claim.release();
    throw error;
  }
}
