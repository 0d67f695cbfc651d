import { certificateFiles } from '../certificate/certificate-files.ts';
import type { RunState } from '../core/state.ts';
import type { RunPlace } from '../ports/run-place.ts';
import { workedMs } from '../views/course/budgets.ts';
import { reasonNotDone } from '../views/course/why-not-done.ts';
import { failedCommand } from '../views/summary/failed-command.ts';
import { gateLines } from '../views/summary/gate-lines.ts';
import { lastSaid } from '../views/summary/said.ts';
import type { SummaryFacts } from '../views/summary/summary-text.ts';
import { verificationReport } from '../views/summary/verification-report.ts';

/**
 * What the summary's text needs beside the summary, of a run that no process works on; `isOwn` says whether it was
 * started here.
 */
export async function outcomeFacts(
  run: RunPlace,
  state: RunState,
  isOwn: boolean,
): Promise<Omit<SummaryFacts, 'applied'>> {
  const gates = state.iteration?.gates ?? state.previousIteration?.gates ?? [];
  const verification = state.verifications.get(state.tree);
  return {
    reason: reasonNotDone(state, gates),
    gates: gateLines(gates),
    verification: verification === undefined ? null : verificationReport(verification),
    options: state.options,
    certificate: await certificateFiles(run.runHome),
    elapsedMs: workedMs(state, state.lastEventAt),
    writer: null,
    foreignLog: isOwn ? null : run.logPath,
    failedCommand: failedCommand(state),
    undelivered: state.undelivered,
    said: lastSaid(state),
  };
}
