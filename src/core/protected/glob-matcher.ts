import picomatch from 'picomatch';

/** Whether a path, as git names it, is one that these globs mean. A glob that names a folder means all below it too. */
export function globMatcher(globs: readonly string[]): (path: string) => boolean {
  const patterns = globs.flatMap((glob) => {
    const plain = glob.replace(/^\.\//, '').replace(/\/+$/, '');
    return [plain, `${plain}/**`];
  });
  return patterns.length === 0 ? () => false : picomatch(patterns, { dot: true });
}

const unnameable = /[\p{Cc}"\\]/u;

/** A glob that means this path; where it has a sign that a glob can't name or nobody could type, any one will do. */
export function globOfPath(path: string): string {
  return path.replace(/[\p{Cc}"\\*?[\]{}()!+@|^$]/gu, (sign) => (unnameable.test(sign) ? '?' : `\\${sign}`));
}
