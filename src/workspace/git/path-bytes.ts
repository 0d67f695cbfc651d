import { isUtf8 } from 'node:buffer';

/**
 * A path below the work tree as git stores it, one character for each byte: file names need not be UTF-8, and a
 * string, unlike a Buffer, can be a key.
 */
export type PathBytes = string;

/** From a path that is known as text. */
export const toPathBytes = (text: string): PathBytes => Buffer.from(text).toString('latin1');

/** The bytes that git is given, and the file system has. */
export const fromPathBytes = (path: PathBytes): Buffer => Buffer.from(path, 'latin1');

/** The path for a person or a log: UTF-8 as it is, any other name quoted as git quotes it. */
export function shownPath(path: PathBytes): string {
  const bytes = fromPathBytes(path);
  if (isUtf8(bytes)) return bytes.toString();
  const quoted = [...bytes].map((byte) => {
    const character = String.fromCharCode(byte);
    if (character === '"' || character === '\\') return `\\${character}`;
    return byte >= 0x20 && byte < 0x7f ? character : `\\${byte.toString(8).padStart(3, '0')}`;
  });
  return `"${quoted.join('')}"`;
}

/** The file below `root`, in the form that `node:fs` takes for any name. */
export function onDisk(root: string, path: PathBytes): Buffer {
  return Buffer.concat([Buffer.from(`${root}/`), fromPathBytes(path)]);
}

/** The records of a `-z` listing. */
export function splitNul(listing: Buffer): PathBytes[] {
  const records = listing.toString('latin1').split('\0');
  records.pop();
  return records;
}

/** The input of a command that reads `-z`. */
export const joinNul = (records: readonly PathBytes[]): Buffer =>
  fromPathBytes(records.map((record) => `${record}\0`).join(''));

/** The last part of the path. */
export const baseName = (path: PathBytes): string => path.slice(path.lastIndexOf('/') + 1);

/** The folder that holds the path, with its trailing slash; '' for the top. */
export const folderPrefix = (path: PathBytes): PathBytes => path.slice(0, path.lastIndexOf('/') + 1);

/** Whether the path is one of these or lies below one of them. */
export function isBelowAny(path: PathBytes, folders: readonly PathBytes[]): boolean {
  return folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
}
