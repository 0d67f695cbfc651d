import { setTimeout as delay } from 'node:timers/promises';
import { findMentioning } from './find-processes.ts';
import { commandVariable } from './start-command.ts';

const giveUpMs = 5000;
const pollMs = 10;

/**
 * Ends the commands that a killed process has left running in the folders of a run, and resolves when they are gone:
 * what they would still write must not reach the files of those who go on. Only for the holder of the run's lock.
 */
export async function killLeftovers(runHome: string): Promise<void> {
  const find = () =>
    findMentioning([`${commandVariable}=`, `${runHome}/`]).filter((pid) => pid !== process.pid);
  const deadline = performance.now() + giveUpMs;
  for (let left = find(); left.length > 0 && performance.now() < deadline; left = find()) {
    for (const pid of left) kill(pid);
    await delay(pollMs);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself, or is another user's.
  }
}
