import { existsSync, readdirSync } from 'node:fs';
import { readProcessFile, readProcessStatus, readSystemFile } from '../../system/process-status.ts';

/** What tells the processes of one command from all others. */
export interface ProcessMarks {
  /** Pid of the command's first process, which leads its own group and session. */
  leader: number;
  /** `NAME=value` in the environment of the first process, passed on to what it starts. */
  variable: string;
  /** When the first process started, as `startTime` tells it. */
  startTime: number;
  /** What `countProcesses` said before the first process started. */
  startedBefore: number;
}

/** How many processes and threads the system has started since its boot; 0 where it does not tell. */
export function countProcesses(): number {
  return Number(/^processes (\d+)$/m.exec(readSystemFile('/proc/stat'))?.[1] ?? 0);
}

/** When a process started, in clock ticks since the boot; 0 where it is gone or the system does not tell. */
export function startTime(pid: number): number {
  return readProcessStatus(pid)?.startTime ?? 0;
}

/**
 * The pids of the command's processes that still run, daemons in sessions of their own included; null where the system
 * has no /proc. Not found: a daemon that has left the session and thrown its environment away.
 */
export function findProcesses(marks: ProcessMarks): number[] | null {
  return (pidsSince(marks) ?? allPids())?.filter((pid) => belongsTo(pid, marks)) ?? null;
}

/** The lowest pid that is given again after the highest one. */
const firstAgain = 300;

/** More pids than this are listed faster than they are tried one by one. */
const mostTried = 500;

/**
 * The pids that processes can have which started with the command's first one or later; null where that can't be told.
 * Pids are given in turn, and so few were given since then that they can't have gone round.
 */
function pidsSince({ leader, startedBefore }: ProcessMarks): number[] | null {
  const [, running = '', last = ''] = /\d+\/(\d+) (\d+)\s*$/.exec(readSystemFile('/proc/loadavg')) ?? [];
  const lastPid = Number(last);
  const end = Number(readSystemFile('/proc/sys/kernel/pid_max'));
  const started = countProcesses() - startedBefore;
  if (startedBefore === 0 || lastPid === 0 || !(started + Number(running) < end - firstAgain)) return null;
  const given =
    lastPid >= leader
      ? [[leader, lastPid]]
      : [
          [leader, end],
          [firstAgain, lastPid],
        ];
  const pids = given.flatMap(([from = 0, to = 0]) =>
    Array.from({ length: Math.min(to - from + 1, mostTried + 1) }, (_, index) => from + index),
  );
  return pids.length > mostTried ? null : pids;
}

/**
 * The pids of running processes, other than this one, whose folder for temporary files lies below `folder` (absolute,
 * without symbolic links); none where the system has no /proc.
 */
export function findByTemporaryFolder(folder: string): number[] {
  const inFolder = (variable: string) => variable.startsWith(`TMPDIR=${folder}/`);
  return (allPids() ?? []).filter((pid) => {
    if (pid === process.pid || readProcessStatus(pid)?.ended !== false) return false;
    return readProcessFile(pid, 'environ').split('\0').some(inFolder);
  });
}

/** Null where the system has no /proc. */
function allPids(): number[] | null {
  // Other systems with a /proc keep other files there.
  if (process.platform !== 'linux' || !existsSync('/proc/self/stat')) return null;
  const names = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return names.map(Number);
}

function belongsTo(pid: number, marks: ProcessMarks): boolean {
  const status = readProcessStatus(pid);
  if (status === null || status.ended || status.startTime < marks.startTime) return false;
  return status.session === marks.leader || readProcessFile(pid, 'environ').includes(marks.variable);
}
