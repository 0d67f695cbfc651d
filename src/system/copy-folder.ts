import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute } from 'node:path';

/**
 * Copies a folder with modes, times and links as they are, sharing blocks where the file system can. `to` must not
 * exist yet.
 */
export async function copyFolder(from: string, to: string, searchPath: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  const flags = process.platform === 'darwin' ? '-ac' : '-a';
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const child = spawn('cp', [flags, from, to], {
    cwd: '/',
    env: { PATH: searchPath.split(delimiter).filter(isAbsolute).join(delimiter), LC_ALL: 'C' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = `${said}${chunk}`.slice(0, 1000);
  });
  child.on('error', (error) => reject(new Error(`cp could not be started (${error.message}).`)));
  child.on('close', (code) => {
    if (code === 0) resolve();
    else reject(new Error(`${from} could not be copied: ${said.trim() || `cp ended with ${code}`}.`));
  });
  await promise;
}
