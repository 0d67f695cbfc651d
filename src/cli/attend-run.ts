import type { RunPlace } from '../ports/run-place.ts';
import type { Attendance } from '../runs/continue-run.ts';
import type { EndedRun } from '../runs/drive-run.ts';
import type { ReadRun } from '../runs/read-run.ts';
import { tell } from './output.ts';
import { type Ending, openRunProgress, reportEnd } from './run-output.ts';
import { listenForSignals } from './signals.ts';

/** Goes on with a run for the person at the terminal, who may stop it; resolves with the exit code. */
export async function attendRun(
  run: RunPlace,
  read: ReadRun,
  ending: Ending,
  goOn: (attendance: Attendance) => Promise<EndedRun>,
): Promise<number> {
  const inbox = listenForSignals(run.runId);
  const progress = await openRunProgress(run, read, ending);
  try {
    const ended = await goOn({
      inbox,
      warn: (warnings) => tell(warnings.map((warning) => `warning: ${warning}`)),
      observerOf: progress.observerOf,
    });
    await progress.close();
    return await reportEnd(ended, ending);
  } finally {
    await progress.close();
    inbox.stopListening();
  }
}
