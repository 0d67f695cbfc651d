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
