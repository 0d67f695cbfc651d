import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** What tells the processes of one command from all others. */
export interface ProcessMarks {
  /** Pid of the command's first process, which leads its own group and session. */
  leader: number;
  /** `NAME=value` in the environment of the first process, passed on to what it starts. */
  variable: string;
  /** When the first process started, as `startTime` tells it. */
  startTime: number;
}

/** When a process started, in clock ticks since the boot; 0 where it is gone or the system does not tell. */
export function startTime(pid: number): number {
  return readStatus(pid)?.startTime ?? 0;
}

/**
 * The pids of the command's processes that still run, daemons in sessions of their own included; null where the system
 * has no /proc. Not found: a daemon that has left the session and thrown its environment away.
 */
export function findProcesses(marks: ProcessMarks): number[] | null {
  return listProcesses()?.filter((pid) => belongsTo(pid, marks)) ?? null;
}

/** The pids of running processes in whose environment all these words stand; none where the system has no /proc. */
export function findMentioning(words: readonly string[]): number[] {
  const mentions = (pid: number) => {
    const environment = readProcessFile(pid, 'environ');
    return words.every((word) => environment.includes(word)) && readStatus(pid)?.ended === false;
  };
  return listProcesses()?.filter(mentions) ?? [];
}

function listProcesses(): number[] | null {
  // Other systems with a /proc keep other files there.
  if (process.platform !== 'linux' || !existsSync('/proc/self/stat')) return null;
  const names = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return names.map(Number);
}

function belongsTo(pid: number, marks: ProcessMarks): boolean {
  const status = readStatus(pid);
  if (status === null || status.ended || status.startTime < marks.startTime) return false;
  return status.session === marks.leader || readProcessFile(pid, 'environ').includes(marks.variable);
}

function readStatus(pid: number): { ended: boolean; session: number; startTime: number } | null {
  const text = readProcessFile(pid, 'stat');
  if (text === '') return null;
  // The second field is the program's name in parentheses, which may itself hold spaces and parentheses.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ended = fields[0] === 'Z' || fields[0] === 'X';
  return { ended, session: Number(fields[3]), startTime: Number(fields[19]) };
}

/** Synchronous: these are not on a disk, and in between two turns of the event loop processes would come and go. */
function readProcessFile(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1');
  } catch {
    return '';
  }
}
