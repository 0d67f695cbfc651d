import { createHash, type Hash } from 'node:crypto';
import { lstat, readdir } from 'node:fs/promises';

/**
 * A fingerprint of a folder that differs as soon as anything in it was written, replaced, added or removed. Contents
 * are not read: the time of a file's last change (ctime) can't be set back by a program.
 */
export async function sealFolder(path: string): Promise<string> {
  const hash = createHash('sha256');
  await add(hash, Buffer.from(path), '');
  return hash.digest('hex');
}

async function add(hash: Hash, path: Buffer, name: string): Promise<void> {
  const found = await lstat(path, { bigint: true }).catch(() => null);
  if (found === null) {
    hash.update(`${name}\0gone\n`);
    return;
  }
  const { mode, ino, size, mtimeNs, ctimeNs } = found;
  hash.update(`${name}\0${mode} ${ino} ${size} ${mtimeNs} ${ctimeNs}\n`);
  if (!found.isDirectory()) return;
  const names = await readdir(path, { encoding: 'latin1' }).catch(() => []);
  for (const inside of names.toSorted())
    await add(hash, Buffer.concat([path, Buffer.from('/'), Buffer.from(inside, 'latin1')]), inside);
  hash.update('up\n');
}
