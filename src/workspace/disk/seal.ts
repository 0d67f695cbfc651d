import { createHash } from 'node:crypto';
import { lstat, readdir } from 'node:fs/promises';

/**
 * A fingerprint of a folder that differs as soon as anything in it was written, replaced, added or removed. Contents
 * are not read: the time of a file's last change (ctime) can't be set back by a program.
 */
export async function sealFolder(path: string): Promise<string> {
  const hash = createHash('sha256');
  const add = async (folder: Buffer, names: readonly string[]) => {
    const paths = names.map((name) => Buffer.concat([folder, Buffer.from('/'), Buffer.from(name, 'latin1')]));
    const found = await Promise.all(paths.map(look));
    for (const [at, name] of names.entries()) hash.update(`${name}\0${found[at]?.state}\n`);
    for (const [at, inside] of paths.entries()) if (found[at]?.isFolder) await addFolder(inside);
    hash.update('up\n');
  };
  const addFolder = async (folder: Buffer) => {
    const names = await readdir(folder, { encoding: 'latin1' }).catch(() => []);
    await add(folder, names.toSorted());
  };
  // A link that was put in the folder's place is not followed: behind it may be the whole machine.
  const top = await look(Buffer.from(path));
  hash.update(`${top.state}\n`);
  if (top.isFolder) await addFolder(Buffer.from(path));
  return hash.digest('hex');
}

async function look(path: Buffer): Promise<{ state: string; isFolder: boolean }> {
  const found = await lstat(path, { bigint: true }).catch(() => null);
  if (found === null) return { state: 'gone', isFolder: false };
  const { mode, ino, size, mtimeNs, ctimeNs } = found;
  return { state: `${mode} ${ino} ${size} ${mtimeNs} ${ctimeNs}`, isFolder: found.isDirectory() };
}
