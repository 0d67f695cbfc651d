import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

const pollMs = 100;

/**
 * Resolves as soon as less than `spareBytes` of the machine's memory are available, or half of what was at the start
 * where that was less: it also sees what no limit of a process counts, as files in memory and shared memory. Never
 * where 0 bytes are asked for, and where the system does not tell. Rejects with the signal's reason when it aborts.
 */
export async function watchMemory(spareBytes: number, signal: AbortSignal): Promise<void> {
  const first = await availableBytes();
  const floor = first > spareBytes ? spareBytes : first / 2;
  for (;;) {
    await delay(pollMs, undefined, { signal });
    if (floor > 0 && (await availableBytes()) < floor) return;
  }
}

const control = '/sys/fs/cgroup';

/** Of the machine, or of the control group where that has a limit of its own. */
async function availableBytes(): Promise<number> {
  const [machine, limit, used, statistics] = await Promise.all(
    ['/proc/meminfo', `${control}/memory.max`, `${control}/memory.current`, `${control}/memory.stat`].map(
      (path) => readFile(path, 'utf8').catch(() => ''),
    ),
  );
  const ofMachine = /^MemAvailable: +(\d+) kB$/m.exec(machine ?? '')?.[1];
  const available = ofMachine === undefined ? Number.POSITIVE_INFINITY : Number(ofMachine) * 1024;
  if (!/^\d+\n$/.test(limit ?? '') || !/^\d+\n$/.test(used ?? '')) return available;
  // Pages of files are given back when others need them; those of shared memory are not among these.
  const kept = [...(statistics ?? '').matchAll(/^(?:in)?active_file (\d+)$/gm)];
  const reclaimable = kept.reduce((sum, [, bytes]) => sum + Number(bytes), 0);
  return Math.min(available, Number(limit) - Number(used) + reclaimable);
}
