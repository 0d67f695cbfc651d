/** Something that is kept for later runs. */
export interface KeptEntry {
  name: string;
  /** When it was last made use of, in milliseconds since the epoch. */
  usedAtMs: number;
  bytes: number;
}

/** How much is kept, and for how long nobody need have used it. */
export interface KeepingBounds {
  ageMs: number;
  bytes: number;
}

/**
 * What of a cache can go: what nobody has used for too long, then the longest unused of what is too much. Nothing that
 * was used at or after `inUseSinceMs`, the start of the oldest run that goes on, since that may be the one that uses it.
 */
export function expiredEntries(
  entries: readonly KeptEntry[],
  bounds: KeepingBounds,
  { nowMs, inUseSinceMs }: { nowMs: number; inUseSinceMs: number },
): KeptEntry[] {
  const newestFirst = entries.toSorted((a, b) => b.usedAtMs - a.usedAtMs);
  let keptBytes = 0;
  return newestFirst.filter(({ usedAtMs, bytes }) => {
    const isInUse = usedAtMs >= inUseSinceMs;
    const fits = keptBytes + bytes <= bounds.bytes && nowMs - usedAtMs <= bounds.ageMs;
    if (isInUse || fits) keptBytes += bytes;
    return !isInUse && !fits;
  });
}
