import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { readProcessFile } from '../../system/process-status.ts';
import { sendSignal } from '../../system/send-signal.ts';
import type { Handshake } from './shake-hands.ts';

/** How long processes may take to end by themselves once they were asked to. */
const graceMs = 500;

/** After this a sandbox that does not end (a process stuck in the kernel) is given up. */
const giveUpMs = 5000;

/** A sandbox that was started. */
export interface Namespace {
  /** The process that we have started: it waits for its child, the sandbox's first process. */
  outermost: ChildProcess;
  /** Settles with the end of `outermost`. */
  ended: Promise<unknown>;
  handshake: Handshake;
}

/**
 * Ends a sandbox and resolves when all its processes are gone. Where it stands, the kernel ends all others with its first
 * process.
 */
export async function killNamespace({ outermost, ended, handshake }: Namespace): Promise<void> {
  if (hasEnded(outermost)) return;
  if (!handshake.isReady()) {
    handshake.withdraw();
    // Not its leader alone: a child that bubblewrap makes meanwhile would wait for it for ever.
    sendSignal(-(outermost.pid ?? 0), 'SIGKILL');
    if (await endsWithin(giveUpMs, Promise.all([ended, handshake.outcome]))) return;
  }
  const first = childOf(outermost);
  if (first !== null && sendSignal(first, 'SIGKILL') && (await endsWithin(giveUpMs, ended))) return;
  // The way down to it can't be read: the kernel ends it with this one.
  if (hasEnded(outermost)) return;
  outermost.kill('SIGKILL');
  await endsWithin(giveUpMs, ended);
}

/** As `killNamespace`, after the processes of the command's session were asked to end. */
export async function endNamespace(namespace: Namespace): Promise<void> {
  const { outermost, ended, handshake } = namespace;
  const first = handshake.isReady() ? childOf(outermost) : null;
  // The first process leads the command's session and group; it ignores the signal itself.
  if (first !== null && sendSignal(-first, 'SIGTERM') && (await endsWithin(graceMs, ended))) return;
  await killNamespace(namespace);
}

/** Whether a process has ended, after which its pid may be another's. */
export function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** A process's one child; null where it is not there. Synchronous, so that none can take its place in between. */
function childOf(parent: ChildProcess): number | null {
  if (hasEnded(parent)) return null;
  const children = readProcessFile(parent.pid ?? 0, `task/${parent.pid}/children`);
  return Number(children.split(' ')[0]) || null;
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
