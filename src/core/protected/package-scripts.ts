/** The scripts of a package.json, by their names; none where it can't be read. */
export function readScripts(manifest: string): Record<string, string> {
  try {
    const { scripts } = JSON.parse(manifest) as { scripts?: unknown };
    const entries = typeof scripts === 'object' && scripts !== null ? Object.entries(scripts) : [];
    return Object.fromEntries(entries.filter(([, value]) => typeof value === 'string')) as Record<
      string,
      string
    >;
  } catch {
    return {};
  }
}

/** The script that a package manager is told to start, and what it is given; null for any other command. */
export function scriptNamed(words: readonly string[]): { name: string; args: string[] } | null {
  const [manager = '', ...rest] = words.filter((word) => !/^(-s|--silent|--if-present)$/.test(word));
  if (!/^(npm|pnpm|yarn|bun)$/.test(manager)) return null;
  const isRun = /^(run|run-script)$/.test(rest[0] ?? '');
  const [asked = '', ...others] = isRun ? rest.slice(1) : rest;
  const name = !isRun && /^(t|tst)$/.test(asked) ? 'test' : asked;
  const isScript = isRun || name === 'test' || (manager === 'yarn' && /^test\b/.test(name));
  // What a package manager passes on stands behind two dashes, but for yarn, pnpm and bun.
  const args = others[0] === '--' ? others.slice(1) : others;
  if (!isScript || name === '' || name.startsWith('-')) return null;
  if (manager === 'npm' && others.length > 0 && others[0] !== '--') return null;
  return { name, args };
}
