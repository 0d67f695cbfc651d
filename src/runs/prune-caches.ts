import { baselinesFolder, measuredFolder, proofloopHome, setupCache } from '../config/home-paths.ts';
import type { Surroundings } from '../config/surroundings.ts';
import { expiredEntries, type KeepingBounds, type KeptEntry } from '../core/expired-entries.ts';
import { listKept, removeKept } from '../system/kept-entries.ts';
import { openLocalIndex, systemClock } from '../wire.ts';
import { writerOf } from './writer-of-run.ts';

/** What of the caches of all runs can go. */
export interface ExpiredCache {
  folder: string;
  entries: KeptEntry[];
}

const dayMs = 24 * 60 * 60_000;

const bounds = {
  /** A setup makes hundreds of megabytes as a rule. */
  setups: { ageMs: 30 * dayMs, bytes: 20 * 2 ** 30 },
  baselines: { ageMs: 30 * dayMs, bytes: 256 * 2 ** 20 },
  measured: { ageMs: 30 * dayMs, bytes: 256 * 2 ** 20 },
} satisfies Record<string, KeepingBounds>;

/** Finds what nobody has used for a month, and what is beyond the room that the caches have. */
export async function findExpired(surroundings: Surroundings): Promise<ExpiredCache[]> {
  const home = proofloopHome(surroundings);
  const nowMs = systemClock.now();
  const caches = [
    { folder: setupCache(home), bounds: bounds.setups },
    { folder: baselinesFolder(home), bounds: bounds.baselines },
    { folder: measuredFolder(home), bounds: bounds.measured },
  ];
  const found: ExpiredCache[] = [];
  for (const cache of caches) {
    const kept = await listKept(cache.folder);
    // Also where a run's log lies elsewhere, so that it is not known: each view that it opens counts as a use.
    const yesterday = { nowMs, inUseSinceMs: nowMs - dayMs };
    if (expiredEntries(kept, cache.bounds, yesterday).length === 0) continue;
    const inUseSinceMs = Math.min(nowMs - dayMs, await oldestStart(surroundings));
    found.push({
      folder: cache.folder,
      entries: expiredEntries(kept, cache.bounds, { nowMs, inUseSinceMs }),
    });
  }
  return found.filter(({ entries }) => entries.length > 0);
}

/** Removes what was found, but for what has come into use since; resolves with the bytes that are free now. */
export async function removeExpired(caches: readonly ExpiredCache[]): Promise<number> {
  let freed = 0;
  for (const { folder, entries } of caches)
    for (const entry of entries) if (await removeKept(folder, entry)) freed += entry.bytes;
  return freed;
}

/** When the oldest of the runs that go on now was begun, or taken up; infinite for none. */
async function oldestStart(surroundings: Surroundings): Promise<number> {
  const index = openLocalIndex(surroundings);
  let oldest = Number.POSITIVE_INFINITY;
  for (const id of await index.list()) {
    const writer = await writerOf(index.placeOf(id)).catch(() => null);
    if (writer !== null) oldest = Math.min(oldest, Date.parse(writer.since));
  }
  return oldest;
}
