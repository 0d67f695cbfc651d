export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  if (low === undefined || high === undefined) throw new Error('there is no median of nothing');
  return (low + high) / 2;
}

/** One round of a comparison: both sides, measured right after each other. */
export interface Pair {
  bare: number;
  ours: number;
}

/** The median of what each pair has as ratio: a machine that is busy for a while slows both sides of a pair alike. */
export const medianRatio = (pairs: readonly Pair[]) => median(pairs.map(({ bare, ours }) => ours / bare));

/** The median of what each pair has as difference. */
export const medianDifference = (pairs: readonly Pair[]) =>
  median(pairs.map(({ bare, ours }) => ours - bare));

/** Measures both sides in turns, each first in every other round. */
export async function measurePairs<Value>(
  rounds: number,
  bare: () => Promise<Value>,
  ours: () => Promise<Value>,
): Promise<{ bare: Value; ours: Value }[]> {
  const pairs: { bare: Value; ours: Value }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) {
      const first = await bare();
      pairs.push({ bare: first, ours: await ours() });
    } else {
      const first = await ours();
      pairs.push({ bare: await bare(), ours: first });
    }
  }
  return pairs;
}
