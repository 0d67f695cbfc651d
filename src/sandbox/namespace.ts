import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** How long processes may take to end by themselves once they were asked to. */
const graceMs = 500;

/** After this a sandbox that does not end (a process stuck in the kernel) is given up. */
const giveUpMs = 5000;

/**
 * Ends a sandbox and resolves when all its processes are gone. `outermost` is the process that we have started, `layers`
 * how many generations below it the sandbox's first process is, `ended` settles with the end of `outermost`: which waits
 * for the first process, with which the kernel ends all others.
 */
export async function killNamespace(
  outermost: number,
  layers: number,
  ended: Promise<unknown>,
): Promise<void> {
  if (await endsWithin(0, ended)) return;
  const first = descendant(outermost, layers);
  if (first !== null && send(first) && (await endsWithin(giveUpMs, ended))) return;
  // The sandbox was not complete yet, or the way down to it can't be read: the kernel ends it with this one.
  send(outermost);
  await endsWithin(giveUpMs, ended);
}

/** As `killNamespace`, after the processes of the command's session were asked to end. */
export async function endNamespace(
  outermost: number,
  layers: number,
  ended: Promise<unknown>,
): Promise<void> {
  const first = descendant(outermost, layers);
  // The first process leads the command's session and group; it ignores the signal itself.
  if (first !== null && send(-first, 'SIGTERM') && (await endsWithin(graceMs, ended))) return;
  await killNamespace(outermost, layers, ended);
}

/** The process that many generations below another, where each has one child; null where it is not there. */
function descendant(pid: number, generations: number): number | null {
  if (generations === 0) return pid;
  const child = Number(childrenOf(pid).split(' ')[0]);
  return child > 0 ? descendant(child, generations - 1) : null;
}

/** Synchronous, so that a process can't have been replaced by another between two readings. */
function childrenOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1');
  } catch {
    return '';
  }
}

function send(pid: number, signal: NodeJS.Signals = 'SIGKILL'): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

async function endsWithin(durationMs: number, ended: Promise<unknown>): Promise<boolean> {
  const timer = new AbortController();
  const late = delay(durationMs, false, { signal: timer.signal }).catch(() => false);
  try {
    return await Promise.race([ended.then(() => true), late]);
  } finally {
    timer.abort();
  }
}
