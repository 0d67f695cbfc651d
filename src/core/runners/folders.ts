/** `packages/a`, `packages` and ''. */
export function foldersUpwards(folder: string): string[] {
  const parts = folder === '' ? [] : folder.split('/');
  return [...parts.keys(), parts.length].reverse().map((length) => parts.slice(0, length).join('/'));
}

/** The path of a name in a folder; '' is the top. */
export function inFolder(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** The way from a folder up to one above it, with a slash at its end; '' for the same folder. */
export function wayUp(folder: string, above: string): string {
  return '../'.repeat(foldersUpwards(folder).indexOf(above));
}
