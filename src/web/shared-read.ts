import type { RunPlace } from '../ports/run-place.ts';
import { describeRun } from '../runs/describe-run.ts';
import { type ReadRun, readRun } from '../runs/read-run.ts';
import { openStore } from '../wire.ts';

/** Reads runs for the page, which asks several things of one run at a time. */
export interface SharedRead {
  read: (run: RunPlace) => Promise<ReadRun>;
  describe: (run: RunPlace) => ReturnType<typeof describeRun>;
}

/**
 * Reads and checks a log once for all that is asked of it, and keeps the last one: a log with another end is read anew.
 */
export function createSharedRead(): SharedRead {
  let kept: { key: string; reading: Promise<ReadRun> } | null = null;
  const read = async (run: RunPlace): Promise<ReadRun> => {
    const mark = await openStore(run).mark();
    const key = `${run.logPath} ${mark}`;
    if (mark === null || kept?.key !== key) {
      kept = { key, reading: readRun(run) };
      const { reading } = kept;
      reading.catch(() => {
        if (kept?.reading === reading) kept = null;
      });
    }
    return kept.reading;
  };
  return { read, describe: async (run) => describeRun(run, await read(run)) };
}
