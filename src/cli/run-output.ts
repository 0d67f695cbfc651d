import { readSurroundings, type Surroundings } from '../config/surroundings.ts';
import { isClosed } from '../core/phase.ts';
import type { RunState } from '../core/state.ts';
import { summarize } from '../core/summary.ts';
import { encodeLine } from '../log/encode-line.ts';
import type { RunObserver, RunPlace } from '../ports.ts';
import type { EndedRun } from '../runs/drive-run.ts';
import { runOnEnd } from '../runs/on-end.ts';
import { outcomeFacts } from '../runs/outcome-facts.ts';
import { readJudgement } from '../runs/read-judgement.ts';
import { judgementText } from '../views/judgement/judgement-text.ts';
import { progressLines } from '../views/progress/progress-lines.ts';
import { exitCode } from '../views/summary/exit-code.ts';
import { summaryText } from '../views/summary/summary-text.ts';
import { columnsFor, print, printText, tell } from './output.ts';
import { waitNotices } from './wait-notices.ts';

/** Prints a run while it runs: the log's lines for a program, progress for a person. */
export function printingObserver(json: boolean, earlier: RunState | null): RunObserver {
  if (json) return (event) => print([encodeLine(event)]);
  let before = earlier;
  const waiting = process.stderr.isTTY ? waitNotices(tell) : null;
  return (event, state) => {
    const lines = progressLines(before, state, event, columnsFor(process.stderr));
    before = state;
    // On a terminal the summary follows at once, and begins with the same words.
    const isRepeated = isClosed(state.phase) && process.stderr.isTTY && process.stdout.isTTY;
    tell(isRepeated ? [''] : lines);
    waiting?.(event);
  };
}

/** What follows on the end of a run. */
export interface Ending {
  /** The log's lines were printed, and say it all. */
  json: boolean;
  /** The command of `--on-end`; null for none. */
  onEnd: string | null;
  surroundings: Surroundings;
}

/** Prints how a run ended, and runs what the user wants run then; resolves with the exit code. */
export async function reportEnd(ended: EndedRun, { json, onEnd, surroundings }: Ending): Promise<number> {
  const { run, state, applied, warnings } = ended;
  tell(warnings);
  if (!json) await printSummary(run, state, { applied, isOwn: true });
  const problem = onEnd === null ? null : await runOnEnd(onEnd, ended, surroundings);
  if (problem !== null) tell([`warning: ${problem}`]);
  return exitCode(summarize(state), state.stopRequested);
}

export async function printSummary(
  run: RunPlace,
  state: RunState,
  { applied, isOwn }: { applied: boolean; isOwn: boolean },
): Promise<void> {
  if (state.judgement !== null) {
    printText(judgementText(await readJudgement(run, state, readSurroundings())));
    return;
  }
  printText(summaryText(summarize(state), { ...(await outcomeFacts(run, state, isOwn)), applied }));
}
