import type { Surroundings } from '../config/surroundings.ts';
import { isClosed } from '../core/phase.ts';
import type { RunPlace } from '../ports/run-place.ts';
import { describeRun } from '../runs/describe-run.ts';
import { findAllRuns } from '../runs/find-run.ts';
import { writerOf } from '../runs/writer-of-run.ts';
import { workedMs } from '../views/course/budgets.ts';
import { headlineOf } from '../views/course/why-not-done.ts';
import { plainLine } from '../views/text/plain-text.ts';
import { openStore } from '../wire.ts';

/** A row of the page's list: what a person asks first of a run. */
type Row = Awaited<ReturnType<typeof readRow>>;

/** What lists the runs, newest first; a run whose log has not changed is not read again. */
export function createRunLister(surroundings: Surroundings): () => Promise<object[]> {
  const known = new Map<string, { mark: string | null; row: Row }>();
  return async () => {
    const rows: object[] = [];
    for (const run of await findAllRuns(surroundings)) {
      const { runId } = run;
      try {
        const mark = await openStore(run).mark();
        const before = known.get(runId);
        const row =
          before !== undefined && before.mark === mark && mark !== null ? before.row : await readRow(run);
        known.set(runId, { mark, row });
        const running = (await writerOf(run)) !== null;
        rows.push({ ...row, ...standing(row, running) });
      } catch (error) {
        rows.push(brokenRow(runId, (error as Error).message));
      }
    }
    return rows;
  };
}

async function readRow(run: RunPlace) {
  const { read, summary, standings } = await describeRun(run);
  const { state, events } = read;
  return {
    ...summary,
    headline: headlineOf(state, standings, true),
    gates: standings,
    cost_usd: summary.usage.cost_usd,
    worked_ms: workedMs(state, state.lastEventAt),
    started_at: events[0]?.ts ?? '',
    last_event_at: events.at(-1)?.ts ?? '',
    workspace: state.options.workspace,
    verdict: summary.evidence.verdict,
  };
}

function standing({ phase, headline }: Row, running: boolean) {
  const left = running || isClosed(phase) ? '' : '; no process works on it any more';
  return {
    running,
    outcome: `${headline.outcome}${left}`,
    reason: headline.reason,
    needs_attention: !running && phase !== 'completed',
  };
}

/** A run whose log can't be read is listed all the same: it is the first that a person has to know of. */
function brokenRow(runId: string, message: string) {
  return {
    run_id: runId,
    task: "a run whose log can't be read",
    phase: 'failed',
    stop_reason: null,
    outcome: 'broken log',
    reason: plainLine(message),
    running: false,
    needs_attention: true,
    iteration: 0,
    max_iterations: 0,
    gates: [],
    cost_usd: null,
    worked_ms: 0,
    started_at: '',
    last_event_at: '',
    workspace: '',
    verdict: 'unverified',
  };
}
