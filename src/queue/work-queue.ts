import type { DatabaseCall } from '../ports/run-place.ts';

/** A job as it is given to the worker that has it now. */
export interface Job {
  id: string;
  runId: string;
  /** Whether nothing of it was recorded before. */
  isNew: boolean;
  /**
   * Has a write done in one transaction with the job's own checkpoint: both or neither. Rejects for ever once another
   * worker has the job. Calls must not overlap.
   */
  checkpoint(write: Write): Promise<void>;
  /** As `checkpoint`, for what functions of the database do: they are called by one statement with the checkpoint. */
  record(calls: readonly DatabaseCall[]): Promise<void>;
}

/** What is written to the database, given the client of an open transaction. */
export type Write = (transaction: object) => Promise<void>;

/** What a job's work ends with once the job is left to others: nothing may be said of it any more. */
export class JobLeftError extends Error {
  constructor() {
    super('the run is left to another worker');
  }
}

/** Does a job from where it was left; resolves once there is nothing left to do, and may reject with a JobLeftError. */
export type Perform = (job: Job) => Promise<void>;

/** How a worker works. */
export interface WorkTerms {
  /** Jobs at once. */
  concurrency: number;
  perform: Perform;
  /** Leaves all jobs as they are, for others to go on with; resolves once nothing of them runs here any more. */
  abandon: () => Promise<void>;
  /** Told what a person should know of the queue's own troubles, each a line. */
  warn: (line: string) => void;
}

/** A worker that takes jobs. */
export interface Worker {
  /** Takes no more jobs, and lets others have those that are not finished. */
  stop(): Promise<void>;
}

/** A job to be done once there is room for it; the one with the lowest priority comes first. */
export interface NewJob {
  id: string;
  runId: string;
  priority: number;
}

/** Jobs that outlive the processes which do them: each is done to its end by one worker at a time, whoever dies. */
export interface WorkQueue {
  /** Adds a job within a transaction of the caller's own; it is there when that is committed. */
  add(transaction: object, job: NewJob): Promise<void>;
  /** Takes jobs out of the queue that nobody has begun; one that is being worked on is left as it is. */
  cancel(jobId: string): Promise<void>;
  work(terms: WorkTerms): Promise<Worker>;
  close(): Promise<void>;
}
