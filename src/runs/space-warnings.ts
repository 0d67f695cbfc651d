import { lowSpaceBytes } from '../system/free-space.ts';
import { sizeText } from '../views/text/amounts.ts';

/** What a person should know before a run starts to write at `home`; `free` is null where that is not known. */
export function spaceWarnings(free: number | null, home: string): string[] {
  if (free === null || free >= lowSpaceBytes) return [];
  return [
    `only ${sizeText(free)} of disk space are left at ${home}; "proofloop prune" frees what old runs take`,
  ];
}
