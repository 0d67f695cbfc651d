import type { LoggedEvent } from '../core/events.ts';
import { summarize } from '../core/summary.ts';
import type { Summary } from '../core/summary-schema.ts';
import type { RunObserver } from '../ports/attendance.ts';
import type { RunPlace } from '../ports/run-place.ts';
import type { EndedRun } from '../runs/drive-run.ts';
import { readRun } from '../runs/read-run.ts';
import { eventChannel } from './event-channel.ts';
import type { StopInbox } from './stop-inbox.ts';

/** What a run has come to. */
export interface RunOutcome {
  runId: string;
  summary: Summary;
  /** Whether the result was brought into the user's files. */
  applied: boolean;
  /** What a person should know of the certificate and of the result, each a sentence or a line of one. */
  warnings: readonly string[];
}

/** A run that this process works on. */
export interface LiveRun {
  readonly runId: string;
  /** Where its log is: for the store that comes with proofloop, the file's absolute path. */
  readonly logPath: string;
  /** The run's own folder, absolute. */
  readonly runHome: string;
  /** What a person should know before it goes on, each a sentence. */
  readonly warnings: readonly string[];
  /**
   * Each event that this process records, in their order, once it is on disk; they end with the run. Every reader gets all
   * of them from the first, whenever it begins; where `ended` rejects, reading throws the same error at the end.
   */
  readonly events: AsyncIterable<LoggedEvent>;
  /**
   * What it has come to. Whatever that is, it resolves: a run that was stopped or has failed is an outcome too. Rejects
   * with a BrokenRunError where the log can't be written; a run that is broken in this way can be resumed.
   */
  readonly ended: Promise<RunOutcome>;
  /** Asks it to stop, as the signal does. */
  stop(): void;
}

/** What a live run is made of. */
interface LiveParts {
  inbox: StopInbox;
  /** Resolves once it has begun, with what a person should know, and with what it comes to. `observer` is told each event. */
  begin(
    observer: RunObserver,
  ): Promise<{ run: RunPlace; warnings: readonly string[]; ended: Promise<EndedRun> }>;
}

/** Begins a run, or goes on with one; rejects where it does not begin, with the reason of its signal where that aborted. */
export async function liveRun({ inbox, begin }: LiveParts): Promise<LiveRun> {
  let place: RunPlace | null = null;
  const channel = eventChannel(async () => (place === null ? [] : (await readRun(place)).events));
  try {
    inbox.signal.throwIfAborted();
    const { run, warnings, ended } = await begin(channel.observer);
    place = run;
    const outcome = ended.then(outcomeOf).finally(inbox.release);
    outcome.then(
      () => channel.end(null),
      (error: Error) => channel.end(error),
    );
    const { runId, logPath, runHome } = run;
    return { runId, logPath, runHome, warnings, events: channel.events, ended: outcome, stop: inbox.stop };
  } catch (error) {
    inbox.release();
    inbox.signal.throwIfAborted();
    throw error;
  }
}

function outcomeOf({ run, state, applied, warnings }: EndedRun): RunOutcome {
  return { runId: run.runId, summary: summarize(state), applied, warnings };
}
