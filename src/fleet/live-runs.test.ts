import { expect, test } from 'vitest';
import type { Job } from '../queue/work-queue.ts';
import { createLiveRuns } from './live-runs.ts';

const jobOf = (runId: string) => ({ runId }) as unknown as Job;

test('what a worker still does for a run ends before it begins with that run anew', async () => {
  const live = createLiveRuns('postgresql://nowhere');
  const course: string[] = [];
  const begun = Promise.withResolvers<void>();
  const first = live.during(jobOf('a'), async ({ inbox, throwIfAbandoned }) => {
    course.push('first begins');
    begun.resolve();
    await new Promise((resolve) => inbox.signal.addEventListener('abort', resolve));
    // What it does about its end takes a moment.
    await new Promise((resolve) => setImmediate(resolve));
    course.push('first ends');
    throwIfAbandoned();
  });
  const other = Promise.withResolvers<void>();
  const beside = live.during(jobOf('b'), ({ throwIfAbandoned }) =>
    other.promise.then(() => throwIfAbandoned()),
  );
  await begun.promise;
  const second = live.during(jobOf('a'), async ({ throwIfAbandoned }) => {
    throwIfAbandoned();
    course.push('second begins');
  });
  await Promise.all([expect(first).rejects.toThrow('the run is left to another worker'), second]);
  expect(course).toEqual(['first begins', 'first ends', 'second begins']);
  // The control: another run goes on.
  other.resolve();
  await beside;
});
