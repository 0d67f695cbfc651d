import { win32 } from 'node:path';

/** A path of the patch in its plain form (no `.`, no double slashes), or the reason why it is refused. */
export type CheckedPath = { ok: true; path: string } | { ok: false; reason: string };

/** PATH_MAX of Linux, in bytes; macOS has less. */
const longestPath = 4096;

/** Checks what a path says, without a look at the disk: it must name a file inside the folder and outside `.git`. */
export function checkPath(written: string): CheckedPath {
  const refuse = (why: string): CheckedPath => ({ ok: false, reason: `the path "${written}" ${why}` });
  if (written === '') return { ok: false, reason: 'the path is empty' };
  if (written.length > longestPath) return { ok: false, reason: 'the path is longer than any path can be' };
  if (/\p{Cc}/u.test(written)) {
    return { ok: false, reason: `the path ${JSON.stringify(written)} has a control character` };
  }
  if (win32.isAbsolute(written)) return refuse('is absolute; give it relative to the folder');
  const components = written.split('/').filter((component) => component !== '' && component !== '.');
  if (components.includes('..')) return refuse('has "..", which may lead out of the folder');
  if (written.split(/[/\\]/).some(isGitFolder))
    return refuse('leads into a ".git" folder, which is not to be edited');
  if (components.length === 0 || /\/\.?$/.test(written)) return refuse('names a folder, not a file');
  return { ok: true, path: components.join('/') };
}

/** The folders above a path, from the outermost one: `a/b/c` has `a` and `a/b`. */
export function parentsOf(path: string): string[] {
  const components = path.split('/');
  return components.slice(1).map((_, index) => components.slice(0, index + 1).join('/'));
}

/**
 * Whether some file system takes the name for `.git`: macOS ignores case and invisible characters, Windows ignores
 * case, dots and spaces at the end and what follows a colon, and has the short name `git~1`.
 */
function isGitFolder(component: string): boolean {
  const name = component
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replace(/:.*$/s, '')
    .replace(/(?<![. ])[. ]+$/, '');
  return /^(\.git|git~\d+)$/i.test(name);
}
