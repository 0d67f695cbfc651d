import type { Inbox } from '../ports/attendance.ts';
import { tell } from './output.ts';

/** Of a program that a signal ended. */
export const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 143 } as const;
type StopSignal = keyof typeof exitCodes;

const runStops = 'stopping: the open step is ended and the run recorded; once more ends it at once';

/**
 * An inbox that the process's signals fill: the first one asks the run to stop, the second ends the program at once.
 * `resumable` is the run that can be gone on with afterwards, null for none; `words` say what the first signal does.
 */
export function listenForSignals(
  resumable: string | null,
  words = runStops,
): Inbox & { stopListening: () => void } {
  const controller = new AbortController();
  let requested: StopSignal | null = null;
  const onSignal = (signal: StopSignal) => {
    // What is printed is lost here, but the log is whole: every line was on disk before anything followed from it.
    if (requested) {
      if (resumable !== null) tell([`ended at once; go on from here: proofloop resume ${resumable}`]);
      process.exit(exitCodes[signal]);
    }
    requested = signal;
    tell(['', words]);
    controller.abort(new Error(`stopped by ${signal}`));
  };
  const signals = Object.keys(exitCodes) as StopSignal[];
  for (const signal of signals) process.on(signal, onSignal);
  return {
    stopRequest: () => requested,
    signal: controller.signal,
    stopListening: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
