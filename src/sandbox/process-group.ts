import { setTimeout as delay } from 'node:timers/promises';
import { findProcesses, type ProcessMarks } from './find-processes.ts';

/** How long processes may take to end by themselves once they were asked to. */
const graceMs = 500;

/** After this a process that even SIGKILL does not end (stuck in the kernel, another user's) is given up. */
const giveUpMs = 5000;

const pollMs = 10;

/** Asks the command's processes to end and resolves when they are gone, by force after a short grace. */
export async function endProcesses(marks: ProcessMarks): Promise<void> {
  sendToGroup(marks.leader, 'SIGTERM');
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
  sendToGroup(marks.leader, 'SIGKILL');
  for (const pid of findProcesses(marks) ?? []) send(pid, 'SIGKILL');
}

function anyLeft(marks: ProcessMarks): boolean {
  const found = findProcesses(marks);
  return found === null ? sendToGroup(marks.leader, 0) : found.length > 0;
}

function sendToGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
  return send(-leader, signal);
}

/** False where nobody is there to get the signal. */
function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
