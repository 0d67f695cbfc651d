import { dirname } from 'node:path';
import { isDiskFull } from '../core/text/disk-full.ts';
import { freeBytes } from '../system/free-space.ts';
import { sizeText } from '../views/text/amounts.ts';

/** A folder that a run writes to, and the bytes that can still be written there; null where that is not known. */
export interface Room {
  path: string;
  free: number | null;
}

/** The room where a run that is about to start writes; to be asked before anything is tidied up. */
export function roomsOf(runHome: string, { log_path, workspace }: { log_path: string; workspace: string }) {
  return [runHome, dirname(log_path), workspace].map((path): Room => ({ path, free: freeBytes(path) }));
}

/** Why a run could not be started for want of room, and what to do; null where it failed for another reason. */
export function noRoomText(error: unknown, rooms: readonly Room[]): string | null {
  if (!isDiskFull(error)) return null;
  const known = rooms.flatMap(({ path, free }) => (free === null ? [] : [{ path, free }]));
  const [least] = known.toSorted((one, other) => one.free - other.free);
  const where = least === undefined ? '' : `${sizeText(least.free)} are left at ${least.path}, and `;
  return (
    `The disk is full: ${where}the system says "${innermost(error as Error)}". ` +
    'Nothing was started, and nothing of it was kept. "proofloop prune" frees what old runs take, ' +
    'and PROOFLOOP_HOME names another place for them. Make room, then try again.'
  );
}

function innermost(error: Error): string {
  return error.cause instanceof Error ? innermost(error.cause) : error.message;
}
