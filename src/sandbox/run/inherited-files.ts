import { readdirSync, readFileSync } from 'node:fs';

const closedOnExec = 0o2000000;

/**
 * Numbers of the open files that this process was given by whoever started it, and that every program which it starts
 * would have too: node closes the first few of them only.
 */
export function inheritedFiles(): number[] {
  return readdirSync('/proc/self/fd')
    .map(Number)
    .filter((fd) => fd > 2 && isInherited(fd));
}

function isInherited(fd: number): boolean {
  try {
    const flags = /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'));
    return (Number.parseInt(flags?.[1] ?? '0', 8) & closedOnExec) === 0;
  } catch {
    // The one through which the folder was read is closed by now.
    return false;
  }
}
