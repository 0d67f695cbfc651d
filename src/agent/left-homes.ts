import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { removeFolder } from '../system/on-disk.ts';
import { isAlive, ownIdentity } from '../system/process-identity.ts';

/** A name for a home that says whose it is, so that it can be told when nobody needs it any more. */
export function ownHomeName(): string {
  const { pid, startTime, bootId } = ownIdentity();
  return [pid, startTime ?? '', bootId?.replaceAll('-', '') ?? '', randomBytes(6).toString('hex')].join('-');
}

/**
 * Removes the homes of agents in `folder` whose process is gone: one that was killed has left copies of logins there.
 * Resolves with how many there were. Never throws.
 */
export async function removeLeftHomes(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const own = ownIdentity().bootId?.replaceAll('-', '') ?? null;
  let removed = 0;
  for (const name of names) {
    const [, pid, startTime, bootId] = /^(\d+)-(\d*)-([0-9a-f]*)-[0-9a-f]{12}$/.exec(name) ?? [];
    if (pid === undefined) continue;
    const isOfOtherBoot = own !== null && bootId !== '' && bootId !== own;
    if (!isOfOtherBoot && isAlive({ pid: Number(pid), startTime: startTime || null, bootId: null })) continue;
    const isGone = await removeFolder(join(folder, name)).then(
      () => true,
      () => false,
    );
    if (isGone) removed += 1;
  }
  return removed;
}
