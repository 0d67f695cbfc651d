import { execFile } from 'node:child_process';
import { lstat } from 'node:fs/promises';
import { promisify } from 'node:util';

/**
 * Gives a folder that root has put into another one, with all that is in it, to the owner of that other one. Symbolic
 * links are changed themselves, never followed. Only root can give files away, and only root has to.
 */
export async function shareOwner(folder: string, around: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = await lstat(around);
  if (uid === 0) return;
  await promisify(execFile)('/bin/chown', ['-R', '-P', '-h', `${uid}:${gid}`, '--', folder], { env: {} });
}

/**
 * Gives a folder of this user's own, with all that is in it, to the user's own group: in a namespace with this user and
 * this group alone, what belongs to another group can't be changed.
 */
export async function takeIntoGroup(folder: string): Promise<void> {
  const group = process.getgid?.();
  if (process.platform !== 'linux' || process.getuid?.() === 0 || group === undefined) return;
  await promisify(execFile)('/bin/chgrp', ['-R', '-P', '-h', `${group}`, '--', folder], { env: {} });
}
