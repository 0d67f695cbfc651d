import { readFileSync } from 'node:fs';

/** What Linux tells of a process. */
export interface ProcessStatus {
  /** It has ended, and only its parent's question is missing. */
  ended: boolean;
  /** Pid of its parent. */
  parent: number;
  /** Pid of the process that leads its session. */
  session: number;
  /** In clock ticks since the boot. */
  startTime: number;
}

/** Null where the process is gone or the system does not tell. */
export function readProcessStatus(pid: number): ProcessStatus | null {
  const text = readProcessFile(pid, 'stat');
  // The second field is the program's name in parentheses, which may itself hold spaces and parentheses.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, parent, session, startTime] = [fields[0], fields[1], fields[3], fields[19]];
  if (startTime === undefined) return null;
  return {
    ended: state === 'Z' || state === 'X',
    parent: Number(parent),
    session: Number(session),
    startTime: Number(startTime),
  };
}

/** A file of `/proc/<pid>`, one character a byte; '' where it can't be read. */
export function readProcessFile(pid: number, name: string): string {
  return readSystemFile(`/proc/${pid}/${name}`);
}

/**
 * A file of /proc, one character a byte; '' where it can't be read. Synchronous: these are not on a disk, and in between
 * two turns of the event loop processes would come and go.
 */
export function readSystemFile(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
