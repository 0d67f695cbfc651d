import { readFile } from 'node:fs/promises';

/** Names one process beyond the life of its pid. A part is null where the system does not tell it. */
export interface ProcessIdentity {
  pid: number;
  /** In clock ticks since the boot. */
  startTime: string | null;
  bootId: string | null;
}

/** The identity of this process. */
export async function ownIdentity(): Promise<ProcessIdentity> {
  const [status, bootId] = await Promise.all([readStatus(process.pid), readBootId()]);
  return { pid: process.pid, startTime: status?.startTime ?? null, bootId };
}

/** Whether that very process still runs on this machine. Where the system tells too little, a pid in use counts. */
export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  const bootId = await readBootId();
  if (bootId !== null && identity.bootId !== null && bootId !== identity.bootId) return false;
  if (!pidInUse(identity.pid)) return false;
  const status = await readStatus(identity.pid);
  if (status === null) return true;
  if (status.ended) return false;
  return identity.startTime === null || identity.startTime === status.startTime;
}

function pidInUse(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

async function readStatus(pid: number): Promise<{ startTime: string; ended: boolean } | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (text === null) return null;
  // The second field is the program's name in parentheses, which may itself hold spaces and parentheses.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, startTime] = [fields[0], fields[19]];
  if (startTime === undefined) return null;
  return { startTime, ended: state === 'Z' || state === 'X' };
}

async function readBootId(): Promise<string | null> {
  const text = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => null);
  return text?.trim() ?? null;
}
