import { isUtf8 } from 'node:buffer';

/**
 * A path below the work tree as git stores it, one character for each byte: file names need not be UTF-8, and a
 * string, unlike a Buffer, can be a key. Only this file makes one, so that a path that is text can't stand in its place.
 */
export type PathBytes = string & { readonly [bytes]: 'path' };

declare const bytes: unique symbol;

/** The top of a work tree. */
export const topPath = asPath('');

/** A path that is known as text. */
export const toPathBytes = (text: string): PathBytes => asPath(Buffer.from(text).toString('latin1'));

/** A path, or a name in a folder, as the file system has it. */
export const pathOf = (name: Buffer): PathBytes => asPath(name.toString('latin1'));

/** A path that stands in what was read with one character for each byte. */
export function asPath(latin1: string): PathBytes {
  return latin1 as PathBytes;
}

/** The bytes that git is given, and the file system has. */
export const fromPathBytes = (path: PathBytes): Buffer => bytesOf(path);

/** The path as pure code knows it. */
export const textPath = (path: PathBytes): string => fromPathBytes(path).toString();

/** The path for a person or a log: UTF-8 as it is, any other name quoted as git quotes it. */
export function shownPath(path: PathBytes): string {
  const name = fromPathBytes(path);
  if (isUtf8(name)) return name.toString();
  const quoted = [...name].map((byte) => {
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

/** The records of a `-z` listing, one character for each byte. */
export function splitNul(listing: Buffer): string[] {
  const records = listing.toString('latin1').split('\0');
  records.pop();
  return records;
}

/** The paths of a `-z` listing that holds nothing else. */
export const splitPaths = (listing: Buffer): PathBytes[] => splitNul(listing).map(asPath);

/** The input of a command that reads `-z`, from records with one character for each byte. */
export const joinNul = (records: readonly string[]): Buffer =>
  bytesOf(records.map((record) => `${record}\0`).join(''));

/** The input of a command that reads lines, as `joinNul`. */
export const lineInput = (lines: readonly string[]): Buffer =>
  bytesOf(lines.map((line) => `${line}\n`).join(''));

const bytesOf = (latin1: string): Buffer => Buffer.from(latin1, 'latin1');

/** The last part of the path. */
export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The folder that holds the path, with its trailing slash; '' for the top. */
export const folderPrefix = (path: PathBytes): PathBytes => asPath(path.slice(0, path.lastIndexOf('/') + 1));

/** The folder that holds the path; '' for the top. */
export const parentOf = (path: PathBytes): PathBytes => withoutSlash(folderPrefix(path));

/** A folder's path without the slash at its end that git writes. */
export const withoutSlash = (path: PathBytes): PathBytes => asPath(path.replace(/\/$/, ''));

/** The path of `name`, which may be a path itself, in a folder. */
export const pathIn = (folder: PathBytes, name: PathBytes): PathBytes =>
  folder === '' ? name : asPath(`${folder}/${name}`);

/** Whether the path is one of these or lies below one of them. */
export function isBelowAny(path: PathBytes, folders: readonly PathBytes[]): boolean {
  return folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
}
