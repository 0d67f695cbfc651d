import { realpath } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { sendSignal } from '../../system/send-signal.ts';
import { findByTemporaryFolder } from './find-processes.ts';

/** After this, processes that even SIGKILL does not end are given up. */
const giveUpMs = 5000;

const pollMs = 10;

/**
 * Kills what commands of this run's earlier processes have left running, as a killed one does, so that nothing else
 * writes to the run's files. Only for the holder of the run's lock. On systems without a /proc nothing is found.
 */
export async function killLeftBehind(runHome: string): Promise<void> {
  const home = await realpath(runHome);
  const deadline = performance.now() + giveUpMs;
  for (;;) {
    const pids = findByTemporaryFolder(home);
    if (pids.length === 0 || performance.now() >= deadline) return;
    for (const pid of pids) sendSignal(pid, 'SIGKILL');
    await delay(pollMs);
  }
}
