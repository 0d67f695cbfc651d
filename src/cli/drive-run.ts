import type { LoggedEvent } from '../core/events.ts';
import { isClosed } from '../core/phase.ts';
import type { RunState } from '../core/state.ts';
import { summarize } from '../core/summary.ts';
import { runLoop } from '../engine/run-loop.ts';
import type { World } from '../engine/world.ts';
import type { LineObserver } from '../log/log-writer.ts';
import { exitCode } from '../views/exit-code.ts';
import { gateLines } from '../views/gate-lines.ts';
import { progressLines } from '../views/progress-lines.ts';
import { type SummaryFacts, sensitiveLines, summaryText } from '../views/summary-text.ts';
import { verificationReport } from '../views/verification-report.ts';
import type { RunWorkspace } from '../workspace/workspace.ts';
import { certificateFiles } from './certificate-files.ts';
import type { FoundRun } from './find-run.ts';
import { columnsFor, print, printText, tell } from './output.ts';
import { waitNotices } from './wait-notices.ts';
import { writeCertificate } from './write-certificate.ts';

/** What a run's lines are turned into while it runs: the lines themselves for a program, progress for a person. */
export function lineObserver(json: boolean, earlier: RunState | null): LineObserver {
  if (json) return (line) => print([line]);
  let state = earlier;
  const waiting = process.stderr.isTTY ? waitNotices(tell) : null;
  return (_line: string, event: LoggedEvent) => {
    const progress = progressLines(state, event, columnsFor(process.stderr));
    state = progress.state;
    // On a terminal the summary follows at once, and begins with the same words.
    const isRepeated = isClosed(state.phase) && process.stderr.isTTY && process.stdout.isTTY;
    tell(isRepeated ? [''] : progress.lines);
    waiting?.(event);
  };
}

/** Runs the loop to its end, certifies what it completed, brings the result home where that was asked for, and prints how it ended. */
export async function driveRun(
  run: FoundRun,
  world: World,
  workspace: RunWorkspace,
  opened: RunState,
  json: boolean,
): Promise<number> {
  let closed: RunState;
  try {
    closed = await runLoop(world, opened);
    await world.makeRoom();
    if (closed.phase === 'completed') tell(await writeCertificate(run));
  } catch (error) {
    const hint = `go on when that is mended: proofloop resume ${opened.runId}`;
    throw new Error(`${(error as Error).message}\n${hint}`, { cause: error });
  } finally {
    await world.log.close();
    await world.makeRoom();
  }
  const applied =
    closed.phase === 'completed' && closed.options.apply ? await applyResult(workspace, closed) : false;
  if (!json) await printSummary(run, closed, applied);
  return exitCode(summarize(closed), closed.stopRequested);
}

export async function printSummary(run: FoundRun, state: RunState, applied: boolean): Promise<void> {
  printText(summaryText(summarize(state), { ...(await outcomeFacts(run, state)), applied }));
}

/** What the summary's text needs beside the summary. */
export async function outcomeFacts(run: FoundRun, state: RunState): Promise<Omit<SummaryFacts, 'applied'>> {
  const verification = state.verifications.get(state.tree);
  return {
    gates: gateLines(state.iteration?.gates ?? state.previousIteration?.gates ?? []),
    verification: verification === undefined ? null : verificationReport(verification),
    options: state.options,
    certificate: await certificateFiles(run.runHome),
    elapsedMs: state.workedMs + state.lastEventAt - state.processStartedAt,
  };
}

async function applyResult(workspace: RunWorkspace, state: RunState): Promise<boolean> {
  if (state.tree === state.baseTree) return false;
  const sensitive = sensitiveLines(state.artifacts);
  if (sensitive.length > 0) {
    tell([
      'warning: the result was not applied, since it holds files that can run by themselves:',
      ...sensitive,
    ]);
    return false;
  }
  const outcome = await workspace.applyToCheckout(state.tree);
  if (!outcome.applied) {
    tell([`warning: the result was not applied: ${outcome.reason}`, 'It is kept on its branch.']);
  }
  return outcome.applied;
}
