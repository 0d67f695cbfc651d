import { setTimeout as delay } from 'node:timers/promises';
import { sendSignal } from '../../system/send-signal.ts';
import { findProcesses, type ProcessMarks } from './find-processes.ts';

/** How long processes may take to end by themselves once they were asked to. */
const graceMs = 500;

/** After this a process that even SIGKILL does not end (stuck in the kernel, another user's) is given up. */
const giveUpMs = 5000;

const pollMs = 10;

/** Asks the command's processes to end and resolves when they are gone, by force after a short grace. */
export async function endProcesses(marks: ProcessMarks): Promise<void> {
  sendSignal(-marks.leader, 'SIGTERM');
  const deadline = performance.now() + graceMs;
  while (anyLeft(marks) && performance.now() < deadline) await delay(pollMs);
  await killProcesses(marks);
}

/** Kills the command's processes, again and again as they start new ones, and resolves when they are gone. */
export async function killProcesses(marks: ProcessMarks): Promise<void> {
  const deadline = performance.now() + giveUpMs;
  while (anyLeft(marks) && performance.now() < deadline) {
    killAtOnce(marks);
    await delay(pollMs);
  }
}

/** Kills what can be found of the command's processes now, without waiting: for a program that is about to end. */
export function killAtOnce(marks: ProcessMarks): void {
  sendSignal(-marks.leader, 'SIGKILL');
  for (const pid of findProcesses(marks) ?? []) sendSignal(pid, 'SIGKILL');
}

function anyLeft(marks: ProcessMarks): boolean {
  const found = findProcesses(marks);
  return found === null ? sendSignal(-marks.leader, 0) : found.length > 0;
}
