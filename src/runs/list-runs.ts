import type { Surroundings } from '../config/surroundings.ts';
import { summarize } from '../core/summary.ts';
import { verdictName } from '../views/judgement/judgement-report.ts';
import type { RunRow } from '../views/summary/runs-table.ts';
import { openIndex, systemClock } from '../wire.ts';
import { idsOf } from './find-run.ts';
import { readRun } from './read-run.ts';
import { writerOf } from './writer-of-run.ts';

/** The runs of this machine's user, newest first. */
export interface RunList {
  runs: ListedRun[];
  /** Runs that can't be read, and why, each a line. */
  notes: string[];
  /** When the list was made, in milliseconds since the epoch. */
  madeAt: number;
}

export type ListedRun = RunRow;

/** All runs as they stand now. */
export async function listRuns(surroundings: Surroundings): Promise<RunList> {
  const index = openIndex(surroundings);
  const runs: ListedRun[] = [];
  const notes: string[] = [];
  for (const id of await idsOf(index)) {
    try {
      const run = index.placeOf(id);
      const isRunning = (await writerOf(run)) !== null;
      const { state, events } = await readRun(run);
      const startedAt = Date.parse(events[0]?.ts ?? '');
      const { judgement, options } = state;
      const judged = judgement && verdictName(judgement.finished?.verdict ?? null);
      runs.push({ summary: summarize(state), startedAt, isRunning, workspace: options.workspace, judged });
    } catch (error) {
      notes.push(`warning: run ${id} is left out: ${(error as Error).message}`);
    }
  }
  return { runs, notes, madeAt: systemClock.now() };
}
