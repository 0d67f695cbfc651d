import type { CommandResult } from '../core/events.ts';
import { summarize } from '../core/summary.ts';
import type { Summary } from '../core/summary-schema.ts';
import type { RunPlace } from '../ports/run-place.ts';
import { workedMs } from '../views/course/budgets.ts';
import { type GateStanding, gateStandingLines, gateStandings } from '../views/summary/gate-standings.ts';
import { type IterationReport, listIterations } from '../views/summary/iterations.ts';
import { allowedFiles, type SummaryFacts } from '../views/summary/summary-text.ts';
import { lastLines } from '../views/text/last-lines.ts';
import { systemClock } from '../wire.ts';
import { outcomeFacts } from './outcome-facts.ts';
import { isOwn } from './own-run.ts';
import { type ReadRun, readRun } from './read-run.ts';
import { writerOf } from './writer-of-run.ts';

/** A run as it stands now, whether a process works on it or not. */
export interface DescribedRun {
  run: RunPlace;
  read: ReadRun;
  summary: Summary;
  facts: Omit<SummaryFacts, 'applied'>;
  standings: GateStanding[];
  iterations: IterationReport[];
  /** The process that works on it, and since when; null for none. */
  writer: { pid: number; since: string } | null;
}

/** All that can be said of a run from its log, which may have been read before, and its own folder. */
export async function describeRun(run: RunPlace, known: ReadRun | null = null): Promise<DescribedRun> {
  const read = known ?? (await readRun(run));
  const { state, events } = read;
  const standings = gateStandings(events);
  const writer = await writerOf(run);
  const facts = {
    ...(await outcomeFacts(run, state, await isOwn(run, read))),
    gates: gateStandingLines(standings, events.at(-1)?.ts ?? ''),
    ...(writer === null ? {} : { writer: writer.pid, elapsedMs: workedMs(state, systemClock.now()) }),
  };
  return {
    run,
    read,
    summary: summarize(state),
    facts,
    standings,
    iterations: listIterations(events),
    writer,
  };
}

/** A run as `show --json` prints it. */
export type RunReport = ReturnType<typeof runReport>;

/** The same for a program: the fields that `show --json` prints. */
export function runReport({ run, read, summary, facts, standings, iterations, writer }: DescribedRun) {
  const { state, events } = read;
  return {
    ...summary,
    running: writer !== null,
    writer,
    gates: standings,
    verification: facts.verification,
    allowed_changes: {
      globs: state.options.allow_changes,
      files: allowedFiles(summary, state.options),
    },
    failed_command: facts.failedCommand && failureReport(facts.failedCommand),
    said: facts.said,
    certificate: facts.certificate,
    iterations,
    workspace: state.options.workspace,
    base_commit: state.baseCommit,
    base_tree: state.baseTree,
    tree: state.tree,
    commit: state.commit,
    log_path: run.logPath,
    started_at: events[0]?.ts ?? null,
    last_event_at: events.at(-1)?.ts ?? '',
  };
}

function failureReport({ command, exit_code, timed_out, output }: CommandResult) {
  return { command, exit_code, timed_out, last_lines: lastLines(output) };
}
