/** A run of a database's queue. */
export interface FleetRun {
  run_id: string;
  status: string;
  task: string;
  repository: string;
  priority: number;
  builds_on: string | null;
  submitted_at: string;
  stop_reason: string | null;
  cost_usd: number | null;
  problem: string | null;
  /** Why it does not get on; null where it does. */
  stuck: string | null;
}

/** What is spent, in USD and in tokens. */
interface Amounts {
  cost_usd: number;
  tokens: number;
}

/** What the page is told of a database's queue. */
export interface FleetFacts {
  database: string;
  /** The newest first. */
  runs: FleetRun[];
  workers: { id: string; host: string; pid: number; running: number; concurrency: number }[];
  /** By day, the newest first. */
  spend: {
    day: string;
    spent: Amounts;
    reserved: Amounts;
    ceilings: { cost_usd: number | null; tokens: number | null };
  }[];
}
