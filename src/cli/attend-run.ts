import type { Attendance } from '../runs/continue-run.ts';
import type { EndedRun } from '../runs/drive-run.ts';
import { tell } from './output.ts';
import { type Ending, printingObserver, reportEnd } from './run-output.ts';
import { listenForSignals } from './signals.ts';

/** Goes on with a run for the person at the terminal, who may stop it; resolves with the exit code. */
export async function attendRun(
  runId: string,
  ending: Ending,
  goOn: (attendance: Attendance) => Promise<EndedRun>,
): Promise<number> {
  const inbox = listenForSignals(runId);
  try {
    const ended = await goOn({
      inbox,
      warn: (warnings) => tell(warnings.map((warning) => `warning: ${warning}`)),
      observerOf: (earlier) => printingObserver(ending.json, earlier),
    });
    return await reportEnd(ended, ending);
  } finally {
    inbox.stopListening();
  }
}
