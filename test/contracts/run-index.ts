import { describe, expect, test } from 'vitest';
import type { NewEvent } from '../../src/core/events.ts';
import { sealed } from '../../src/log/testing.ts';
import type { RunIndex, RunPlace } from '../../src/ports/run-place.ts';
import type { Store, StoredLog } from '../../src/ports/store.ts';
import { sampleEvent } from '../support/event-samples.ts';

/** An index of runs, and what opens the log of each. */
interface Shelf {
  index: RunIndex;
  open(place: RunPlace): Store;
}

const older = '20260101-000000000-0001';
const newer = '20260102-000000000-0002';

const ofRun = (name: 'loop_started' | 'loop_resumed', runId: string): NewEvent => {
  const { event, payload } = sampleEvent(name, 'a'.repeat(40));
  return { event, payload: { ...payload, run_id: runId } } as NewEvent;
};

async function start({ index, open }: Shelf, runId: string): Promise<Store> {
  const store = open(index.placeOf(runId));
  const log = await (await store.claim()).create();
  await log.append(sealed([ofRun('loop_started', runId)]));
  await log.close();
  return store;
}

/** What every RunIndex keeps to, with the Store of its runs; each call of `newShelf` gives one without a run. */
export function runIndexContract(newShelf: () => Promise<Shelf>): void {
  describe('an index of runs', () => {
    test('lists those that there are, the newest first, and opens each by its id', async () => {
      const shelf = await newShelf();
      expect(await shelf.index.list()).toEqual([]);
      await start(shelf, newer);
      await start(shelf, older);
      expect(await shelf.index.list()).toEqual([newer, older]);
      for (const runId of [newer, older]) {
        const place = shelf.index.placeOf(runId);
        expect(place.runId).toBe(runId);
        expect(await shelf.open(place).first()).toMatchObject({ payload: { run_id: runId } });
      }
    });

    test('finds a log by its place, and nothing in another one', async () => {
      const shelf = await newShelf();
      const { logPath } = shelf.index.placeOf(newer);
      expect(await shelf.index.named(logPath)).toBeNull();
      await start(shelf, newer);
      expect(await shelf.index.named(logPath)).toMatchObject({ logPath, first: { event: 'loop_started' } });
    });

    test('opens runs of which each knows its own log from another one', async () => {
      const shelf = await newShelf();
      const [one, other] = [await start(shelf, older), await start(shelf, newer)];
      expect([await one.isOwn(await one.read()), await other.isOwn(await other.read())]).toEqual([
        true,
        true,
      ]);
      expect([await one.isOwn(await other.read()), await other.isOwn(await one.read())]).toEqual([
        false,
        false,
      ]);
    });

    test('opens runs that know a line which gives them other options, and was never appended', async () => {
      const shelf = await newShelf();
      const store = await start(shelf, older);
      const added = sealed([ofRun('loop_started', older), ofRun('loop_resumed', older)]);
      const forged: StoredLog = {
        ...(await store.read()),
        events: added.map(({ event }) => event),
        lines: added.map(({ line }) => line),
      };
      expect(await store.isOwn(forged)).toBe(false);
    });
  });
}
