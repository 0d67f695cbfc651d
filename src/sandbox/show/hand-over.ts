import { execFile } from 'node:child_process';
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * Makes `user` the owner of a view's files where root has just laid them out. No command may run in the view meanwhile.
 * Symbolic links are changed themselves, never followed.
 */
export async function handOver(root: string, user: number): Promise<void> {
  for (const folder of [root, join(root, '.git')]) {
    const found = lstatSync(folder, { throwIfNoEntry: false });
    if (found === undefined || found.uid === user) continue;
    await promisify(execFile)('/bin/chown', ['-R', '-P', '-h', `${user}:${user}`, '--', folder], { env: {} });
  }
}
