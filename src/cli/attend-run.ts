import type { Attendance } from '../runs/continue-run.ts';
import type { EndedRun } from '../runs/drive-run.ts';
import { tell } from './output.ts';
import { printingObserver, reportEnd } from './run-output.ts';
import { listenForSignals } from './signals.ts';

/** Goes on with a run for the person at the terminal, who may stop it; resolves with the exit code. */
export async function attendRun(
  runId: string,
  json: boolean,
  goOn: (attendance: Attendance) => Promise<EndedRun>,
): Promise<number> {
  const inbox = listenForSignals(runId);
  try {
    const ended = await goOn({
      inbox,
      warn: (warnings) => tell(warnings.map((warning) => `warning: ${warning}`)),
      observerOf: (earlier) => printingObserver(json, earlier),
    });
    return await reportEnd(ended, json);
  } finally {
    inbox.stopListening();
  }
}
