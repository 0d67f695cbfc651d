import type { Surroundings } from '../config/surroundings.ts';
import type { Worker } from '../queue/work-queue.ts';
import { openQueue } from '../wire.ts';
import { createLiveRuns } from './live-runs.ts';
import { performJob } from './perform-job.ts';

const stopsMs = 1000;

/** Works on the runs of a database's queue, so many at once, until it is stopped; `tell` is told what happens. */
export async function startFleetWorker(
  url: string,
  concurrency: number,
  surroundings: Surroundings,
  tell: (line: string) => void,
): Promise<Worker> {
  const queue = await openQueue(url);
  const live = createLiveRuns(url);
  const parts = { url, surroundings, live, add: queue.add, tell };
  const worker = await queue.work({
    concurrency,
    perform: (job) => performJob(job, parts),
    abandon: live.abandon,
    warn: tell,
  });
  // The database may be away for a while: what was asked for is passed on when it is back.
  const timer = setInterval(() => void live.passOnStops().catch(() => {}), stopsMs);
  return {
    async stop() {
      clearInterval(timer);
      await worker.stop();
      await queue.close();
    },
  };
}
