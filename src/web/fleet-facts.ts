import { databaseUrl } from '../config/database-url.ts';
import type { Surroundings } from '../config/surroundings.ts';
import { databaseName } from '../database/database.ts';
import { readSpend } from '../queue/fleet-ceilings.ts';
import { listQueue, listWorkers } from '../queue/queue-list.ts';
import { stuckReason } from '../views/stuck-run.ts';
import { openQueue, systemClock } from '../wire.ts';

/** So many days of spending are shown. */
const shownDays = 7;

/** What the page shows of a database's queue. */
type FleetFacts = Awaited<ReturnType<typeof readFleet>>;

/** What reads the queue, the workers and the spending; null where the surroundings name no database. */
export function createFleetReader(surroundings: Surroundings): () => Promise<FleetFacts | null> {
  const url = databaseUrl(surroundings);
  let ready: Promise<void> | null = null;
  return async () => {
    if (url === null) return null;
    ready ??= makeTables(url);
    // A database that is away now may be there the next time.
    await ready.catch((error: Error) => {
      ready = null;
      throw error;
    });
    return readFleet(url);
  };
}

/** The queue's tables are there once it was opened. */
async function makeTables(url: string): Promise<void> {
  await (await openQueue(url)).close();
}

async function readFleet(url: string) {
  const [entries, workers, spend] = await Promise.all([
    listQueue(url),
    listWorkers(url),
    readSpend(url, shownDays),
  ]);
  const now = systemClock.now();
  const runs = entries.map((entry) => ({ ...entry, stuck: stuckReason(entry, workers, now) })).toReversed();
  return { database: databaseName(url), runs, workers, spend };
}
