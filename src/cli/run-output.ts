import { readSurroundings, type Surroundings } from '../config/surroundings.ts';
import type { RunState } from '../core/state.ts';
import { summarize } from '../core/summary.ts';
import { encodeLine } from '../log/encode-line.ts';
import type { RunObserver } from '../ports/attendance.ts';
import type { RunPlace } from '../ports/run-place.ts';
import type { EndedRun } from '../runs/drive-run.ts';
import type { FaceSettings } from '../runs/face-settings.ts';
import { runOnEnd } from '../runs/on-end.ts';
import { outcomeFacts } from '../runs/outcome-facts.ts';
import { readJudgement } from '../runs/read-judgement.ts';
import type { ReadRun } from '../runs/read-run.ts';
import { judgementText } from '../views/judgement/judgement-text.ts';
import { exitCode } from '../views/summary/exit-code.ts';
import { summaryHead, summaryText } from '../views/summary/summary-text.ts';
import { isOnePlace, print, printReport, printText, tell } from './output.ts';
import { openProgress } from './progress/open-progress.ts';
import { ring } from './progress/terminal-title.ts';

/** How a run is shown, and what follows on its end. */
export interface Ending extends FaceSettings {
  /** The log's lines are printed, and say it all. */
  json: boolean;
  surroundings: Surroundings;
}

/** Shows a run of this process. */
export interface RunProgress {
  /** Who is told the events that follow on a run as it was. */
  observerOf: (earlier: RunState | null) => RunObserver;
  /** Gives the terminal back; once more does nothing. */
  close: () => Promise<void>;
}

/** The log's lines for a program, progress for a person. `read` is what has happened before, null for nothing. */
export async function openRunProgress(
  run: RunPlace,
  read: Pick<ReadRun, 'state' | 'events'> | null,
  { json, progress: choice, surroundings }: Omit<Ending, 'onEnd'>,
): Promise<RunProgress> {
  if (json) return { observerOf: () => (event) => print([encodeLine(event)]), close: async () => {} };
  const progress = await openProgress({
    choice,
    surroundings,
    run,
    earlier: read,
    stream: process.stderr,
    tell,
    stop: () => void process.kill(process.pid, 'SIGINT'),
    leave: null,
    isEndTold: isOnePlace(),
  });
  const observerOf = (earlier: RunState | null): RunObserver => {
    let before = earlier;
    return (event, state) => {
      progress.follow(event, before, state);
      before = state;
    };
  };
  return { observerOf, close: progress.close };
}

/** Prints how a run ended, and runs what the user wants run then; resolves with the exit code. */
export async function reportEnd(
  ended: EndedRun,
  { json, onEnd, progress, surroundings }: Ending,
): Promise<number> {
  const { run, state, applied, warnings } = ended;
  tell(warnings);
  if (!json) await printSummary(run, state, { applied, isOwn: true });
  if (!json && progress !== 'quiet') ring(process.stderr);
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
  const facts = { ...(await outcomeFacts(run, state, isOwn)), applied };
  const summary = summarize(state);
  printReport(summaryText(summary, facts), summaryHead(summary, facts));
}
