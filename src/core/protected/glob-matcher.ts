import picomatch from 'picomatch';

/** Whether a path, as git names it, is one that these globs mean. A glob that names a folder means all below it too. */
export function globMatcher(globs: readonly string[]): (path: string) => boolean {
  const patterns = globs.flatMap((glob) => {
    const plain = glob.replace(/^\.\//, '').replace(/\/+$/, '');
    return [plain, `${plain}/**`];
  });
  if (patterns.length === 0) return () => false;
  const matches = picomatch(patterns, { dot: true });
  const expressions = patterns.map((pattern) => picomatch.makeRe(pattern, { dot: true }));
  // A path that reads as a glob does counts as meant, which serves for `[id].ts`, but not where the glob quotes a sign.
  return (path) => (path.includes('\\') ? expressions.some((known) => known.test(path)) : matches(path));
}

const unnameable = /[\p{Cc}"\\]/u;

/** A glob that means this path; where it has a sign that a glob can't name or nobody could type, any one will do. */
export function globOfPath(path: string): string {
  return path.replace(/[\p{Cc}"\\*?[\]{}()!+@|^$]/gu, (sign) => (unnameable.test(sign) ? '?' : `\\${sign}`));
}
