/** What vitest may read as its configuration, going by its arguments. */
export function vitestConfiguration(given: readonly string[]): { folder: string; names: RegExp } {
  const named = givenValue(given, /^(-c|--config)$/);
  const folder = givenValue(given, /^(-r|--root)$/) ?? '.';
  if (named === null) return { folder, names: /^vite(st)?\.config\.[cm]?[jt]s$/ };
  const [, below = '', name = ''] = /^(.*[\\/])?([^\\/]*)$/s.exec(named) ?? [];
  const isAbsolute = named.startsWith('/');
  return {
    folder: isAbsolute ? below : `${folder}/${below}`,
    names: new RegExp(`^${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`),
  };
}

/**
 * Names of the reporters that a configuration chooses, which a reporter in its arguments would replace; null where it
 * says more of them than names, and had better be left alone.
 */
export function configuredReporters(text: string): string[] | null {
  if (/\boutputFile\b/.test(text)) return null;
  if (!/\breporters\b/.test(text)) return [];
  const list = /\breporters\s*:\s*(\[[^\]]{0,2000}\]|'[^'\n]{0,200}'|"[^"\n]{0,200}")\s*[,}\n]/.exec(
    text,
  )?.[1];
  if (list === undefined || /[^\s,[\]]/.test(list.replace(strings, ''))) return null;
  const names = (list.match(strings) ?? []).map((name) => name.slice(1, -1));
  return names.includes('json') ? null : names;
}

const strings = /'[^'\n]*'|"[^"\n]*"/g;

/** Of an option, as `--name value` or `--name=value`. */
function givenValue(given: readonly string[], name: RegExp): string | null {
  for (let index = 0; index < given.length; index += 1) {
    const [option = '', ...value] = (given[index] ?? '').split('=');
    if (name.test(option)) return value.length > 0 ? value.join('=') : (given[index + 1] ?? null);
  }
  return null;
}
