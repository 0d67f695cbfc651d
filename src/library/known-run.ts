import type { LoggedEvent } from '../core/events.ts';
import type { SensitiveFile } from '../core/sensitive-path.ts';
import { summarize } from '../core/summary.ts';
import type { Summary } from '../core/summary-schema.ts';
import type { RunPlace } from '../ports/run-place.ts';
import { appliableRun, requireGlobs } from '../runs/apply-run.ts';
import { describeRun, type RunReport, runReport } from '../runs/describe-run.ts';
import { findRun } from '../runs/find-run.ts';
import { followRun } from '../runs/follow-run.ts';
import { iterationTrees } from '../runs/iteration-trees.ts';
import { openWorkspaceOf } from '../runs/open-workspace-of.ts';
import { requireOwn } from '../runs/own-run.ts';
import { readJudgement } from '../runs/read-judgement.ts';
import { type ReadRun, readRun } from '../runs/read-run.ts';
import { type ReplayedRun, replayRun } from '../runs/replay-run.ts';
import { askToStop } from '../runs/stop-run.ts';
import { UsageError } from '../runs/usage-error.ts';
import { type VerifiedRun, verifyRun } from '../runs/verify-run.ts';
import type { JudgementReport } from '../views/judgement/judgement-report.ts';
import { type Caller, surroundingsOf } from './caller.ts';
import { givenSettings } from './given-options.ts';

/** What became of a result that was to be brought into the user's files; but for `applied`, they are as they were. */
export type AppliedResult =
  | { kind: 'applied'; files: readonly string[] }
  | { kind: 'already there' }
  | { kind: 'refused'; reason: string }
  /** These can run by themselves, and no glob takes them. */
  | { kind: 'not taken'; sensitive: readonly SensitiveFile[] };

/** A run, or a judgement, whoever works on it. Each call reads its log as it is then; all reject with a UsageError. */
export interface KnownRun {
  readonly runId: string;
  readonly logPath: string;
  readonly runHome: string;
  summary(): Promise<Summary>;
  /** Gates, evidence, usage, iterations: what `show --json` prints. */
  report(): Promise<RunReport>;
  /** Of a judgement: what was found; null for a run. */
  judgement(): Promise<JudgementReport | null>;
  /** Those that the log holds now. */
  recordedEvents(): Promise<readonly LoggedEvent[]>;
  /** The events from the first on, then each as it is written, until the run has ended or nobody works on it any more. */
  readonly events: AsyncIterable<LoggedEvent>;
  /** What it changed, as git shows it; of one iteration where that is given. '' for nothing. */
  diff(iteration?: number): Promise<string>;
  /** Holds it against its log, its repository and its certificate; `publicKey` is the path of the key to trust. */
  verify(publicKey?: string): Promise<VerifiedRun>;
  /** Plays it again from its log alone. */
  replay(): Promise<ReplayedRun>;
  /**
   * Brings its result into the user's files as uncommitted changes, all of it or nothing. Files that can run by themselves
   * are only taken where a glob of `take` names them.
   */
  apply(take?: readonly string[]): Promise<AppliedResult>;
  /** Asks the process that works on it to stop; resolves with that process's id, before it has stopped. */
  stop(): Promise<number>;
}

const signature = { name: 'openRun', settings: [], others: [] };

/** Finds a run by its id, the unique beginning of one, the path of its log, or `latest`: the newest of the current folder. */
export async function openRun(run: string, options: Caller = {}): Promise<KnownRun> {
  givenSettings(options, signature);
  const surroundings = surroundingsOf(options);
  const place = await findRun(run, surroundings);
  const read = () => readRun(place);
  await read();
  const { runId, logPath, runHome } = place;
  return {
    ...{ runId, logPath, runHome },
    summary: async () => summarize((await read()).state),
    report: async () => runReport(await describeRun(place)),
    async judgement() {
      const { state } = await read();
      return state.judgement === null ? null : readJudgement(place, state, surroundings);
    },
    recordedEvents: async () => (await read()).events,
    events: { [Symbol.asyncIterator]: () => followedEvents(place) },
    async diff(iteration) {
      const whole = await read();
      const [from, to] = iterationTrees(whole, knownIteration(whole, iteration));
      return from === to ? '' : (await openWorkspaceOf(place, surroundings)).diffText(from, to);
    },
    verify: (publicKey) => verifyRun(place, publicKey ?? null, surroundings),
    replay: async () => replayRun(await read()),
    async apply(take = []) {
      requireGlobs(take);
      const whole = await read();
      await requireOwn(place, whole, surroundings);
      const { files, sensitive, apply } = await appliableRun(place, whole.state, take, surroundings);
      if (sensitive.length > 0) return { kind: 'not taken', sensitive };
      const outcome = await apply();
      return outcome.kind === 'applied' ? { ...outcome, files } : outcome;
    },
    async stop() {
      await requireOwn(place, await read(), surroundings);
      return askToStop(place);
    },
  };
}

async function* followedEvents(place: RunPlace): AsyncGenerator<LoggedEvent, void, undefined> {
  // A reader that leaves ends the following with it.
  const left = new AbortController();
  try {
    for await (const { event } of followRun(place, left.signal)) yield event;
  } finally {
    left.abort();
  }
}

function knownIteration({ state }: ReadRun, iteration: number | undefined): number | null {
  if (iteration === undefined) return null;
  const last = state.iteration?.number ?? 0;
  if (Number.isInteger(iteration) && iteration >= 1 && iteration <= last) return iteration;
  throw new UsageError(`the run has ${last} iterations, and no iteration ${iteration}`);
}
