import { readProcessStatus, readSystemFile } from './process-status.ts';
import { sendSignal } from './send-signal.ts';

/** Names one process beyond the life of its pid. A part is null where the system does not tell it. */
export interface ProcessIdentity {
  pid: number;
  /** In clock ticks since the boot. */
  startTime: string | null;
  bootId: string | null;
}

/** The identity of this process. */
export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, startTime: startTimeText(process.pid), bootId: readBootId() };
}

/** Whether that very process still runs on this machine. Where the system tells too little, a pid in use counts. */
export function isAlive(identity: ProcessIdentity): boolean {
  const bootId = readBootId();
  if (bootId !== null && identity.bootId !== null && bootId !== identity.bootId) return false;
  if (!sendSignal(identity.pid, 0)) return false;
  const status = readProcessStatus(identity.pid);
  if (status === null) return true;
  if (status.ended) return false;
  return identity.startTime === null || identity.startTime === `${status.startTime}`;
}

function startTimeText(pid: number): string | null {
  const status = readProcessStatus(pid);
  return status === null ? null : `${status.startTime}`;
}

function readBootId(): string | null {
  return readSystemFile('/proc/sys/kernel/random/boot_id').trim() || null;
}
