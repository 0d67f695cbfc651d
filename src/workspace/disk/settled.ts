/** Longer than the tick of a file system's clock; some count in seconds, or in two of them. */
const settledNs = { fine: 100_000_000n, coarse: 3_000_000_000n };

/** Whether a change from now on would bear a later time than this one, in nanoseconds since the epoch. */
export function isSettled(ctimeNs: bigint, nowNs: bigint): boolean {
  const tickNs = ctimeNs % 1_000_000_000n === 0n ? settledNs.coarse : settledNs.fine;
  return ctimeNs < nowNs - tickNs;
}
