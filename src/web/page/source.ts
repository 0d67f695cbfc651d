import type { LoggedEvent } from '../../core/events.ts';
import type { FleetFacts } from './fleet-source.ts';

/** What the page is told of a run beside its log. */
export interface RunFacts {
  run_id: string;
  running: boolean;
  /** Whether it was started on this machine, so that it can be acted on. */
  own: boolean;
  /** Whether it is a judgement, of which nothing can be gone on with or taken. */
  judged: boolean;
  workspace: string;
  log_path: string;
  /** Changes that a person would have to allow; none where nothing is open to review. */
  reviewable_paths: string[];
  /** What is wrong with the log; null for nothing. */
  damage: string | null;
}

/** A row of the list of runs. */
export interface FetchedRun {
  run_id: string;
  task: string;
  phase: string;
  stop_reason: string | null;
  outcome: string;
  reason: string | null;
  running: boolean;
  needs_attention: boolean;
  iteration: number;
  max_iterations: number;
  gates: { name: string; met: boolean; reason: string }[];
  cost_usd: number | null;
  worked_ms: number;
  started_at: string;
  last_event_at: string;
  workspace: string;
  verdict: string;
}

/** What came of an action. */
export interface ActionAnswer {
  exit_code: number | null;
  said: string;
  run_id: string | null;
}

/** Where the page has its runs from: the server, or the file that it was exported into. */
export interface Source {
  /** Whether runs can be listed, followed and acted on. */
  isLive: boolean;
  listRuns(): Promise<FetchedRun[]>;
  /** The queue of the database; null where none is named. */
  readFleet(): Promise<FleetFacts | null>;
  /** The events so far, their long texts cut. */
  readRun(runId: string): Promise<{ facts: RunFacts; events: LoggedEvent[] }>;
  facts(runId: string): Promise<RunFacts>;
  /** One event whole. */
  readEvent(runId: string, seq: number): Promise<LoggedEvent>;
  /** Calls `take` with each event after `seq`; `isConnected` is told whenever that changes. Returns what ends it. */
  follow(
    runId: string,
    seq: number,
    take: (event: LoggedEvent) => void,
    isConnected: (yes: boolean) => void,
  ): () => void;
  /** The diff of the whole result, or of one iteration. */
  readDiff(runId: string, iteration: number | null): Promise<string>;
  act(runId: string, action: string, body: Record<string, unknown>): Promise<ActionAnswer>;
}
