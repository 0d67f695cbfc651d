import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import { temporaryFolder } from './run-fixture.ts';

/** Whether this process still runs; one that has ended and that nobody has waited for does not. */
export function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return existsSync('/proc/self/stat') ? false : answersToSignals(pid);
  }
}

function answersToSignals(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

export interface HangingCommand {
  command: string;
  /** From now on the command ends at once. */
  openGate(): void;
  /** Resolves with the command's process id and that of its child, as soon as it hangs. */
  pids(): Promise<number[]>;
}

/** A command that hangs with a child of its own, after `prefix`, until its gate is opened. */
export async function hangingCommand(prefix = ''): Promise<HangingCommand> {
  const folder = await temporaryFolder();
  const [gate, pidsPath] = [join(folder, 'gate'), join(folder, 'pids')];
  const waiting = `sleep 300 & echo "$$ $!" > ${pidsPath}.new; mv ${pidsPath}.new ${pidsPath}; wait`;
  return {
    command: `${prefix}test -e ${gate} || { ${waiting}; }`,
    openGate: () => writeFileSync(gate, ''),
    pids: () =>
      vi.waitFor(() => readFileSync(pidsPath, 'utf8').trim().split(' ').map(Number), { timeout: 20_000 }),
  };
}
