import type { Inbox } from '../ports/attendance.ts';
import { stopRequested } from '../queue/submissions.ts';
import { type Job, JobLeftError } from '../queue/work-queue.ts';

/** A run that is worked on here. */
export interface AttendedJob {
  job: Job;
  /** Asks the run to stop where somebody asked for it; its signal aborts too where the job is left to others. */
  inbox: Inbox;
  /** Throws once the job is left to others: nothing may be written for it any more. */
  throwIfAbandoned(): void;
}

/** The runs that are worked on by this worker. */
export interface LiveRuns {
  /** Does the work of a job, which may be asked to stop, and may be left to others, meanwhile. */
  during(job: Job, work: (attended: AttendedJob) => Promise<void>): Promise<void>;
  /** Leaves all of them as they are; resolves once nothing of them runs here any more. */
  abandon(): Promise<void>;
  /** Asks those to stop that somebody wants stopped. */
  passOnStops(): Promise<void>;
}

interface LiveRun {
  runId: string;
  controller: AbortController;
  isStopped: boolean;
  isAbandoned: boolean;
  ended: Promise<void>;
}

export function createLiveRuns(url: string): LiveRuns {
  const runs = new Set<LiveRun>();
  return {
    async during(job, work) {
      const earlier = [...runs].filter(({ runId }) => runId === job.runId);
      const controller = new AbortController();
      const { promise: ended, resolve } = Promise.withResolvers<void>();
      const run: LiveRun = { runId: job.runId, controller, isStopped: false, isAbandoned: false, ended };
      runs.add(run);
      const inbox: Inbox = {
        stopRequest: () => (run.isStopped && !run.isAbandoned ? 'SIGTERM' : null),
        signal: controller.signal,
      };
      const throwIfAbandoned = () => {
        if (run.isAbandoned) throw new JobLeftError();
      };
      try {
        // A worker that was taken for dead can get its own run back, and would be in its own way for ever.
        await leave(earlier);
        throwIfAbandoned();
        await work({ job, inbox, throwIfAbandoned });
      } finally {
        runs.delete(run);
        resolve();
      }
    },
    abandon: () => leave([...runs]),
    async passOnStops() {
      if (runs.size === 0) return;
      const wanted = new Set(
        await stopRequested(
          url,
          [...runs].map(({ runId }) => runId),
        ),
      );
      for (const run of runs) {
        if (!wanted.has(run.runId) || run.isStopped) continue;
        run.isStopped = true;
        run.controller.abort(new Error('stopped by proofloop queue cancel'));
      }
    },
  };
}

/** Leaves runs as they are; resolves once nothing of them runs here any more. */
async function leave(left: readonly LiveRun[]): Promise<void> {
  for (const run of left) {
    run.isAbandoned = true;
    run.controller.abort(new JobLeftError());
  }
  await Promise.all(left.map(({ ended }) => ended));
}
