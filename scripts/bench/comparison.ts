import { median, type Pair } from './statistics.ts';

/** Both sides of a comparison in words. */
export function bothSides(pairs: readonly Pair[], unit: string, places = 0): string {
  const bare = median(pairs.map((pair) => pair.bare)).toFixed(places);
  const ours = median(pairs.map((pair) => pair.ours)).toFixed(places);
  return `bare ${bare} ${unit}, proofloop ${ours} ${unit}; ${pairs.length} ${pairs.length === 1 ? 'pair' : 'pairs'}`;
}

/** One figure of each side of each pair. */
export function pairsOf<Value>(
  pairs: readonly { bare: Value; ours: Value }[],
  read: (value: Value) => number,
): Pair[] {
  return pairs.map(({ bare, ours }) => ({ bare: read(bare), ours: read(ours) }));
}
