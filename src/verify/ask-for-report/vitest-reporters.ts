import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * Names of the reporters that vitest's configuration chooses, which a reporter in its arguments would replace; null
 * where it says more of them than names, and had better be left alone.
 */
export function configuredReporters(given: readonly string[]): string[] | null {
  const text = configuration(given);
  if (/\boutputFile\b/.test(text)) return null;
  if (!/\breporters\b/.test(text)) return [];
  const list = /\breporters\s*:\s*(\[[^\]]*\]|'[^'\n]*'|"[^"\n]*")\s*[,}\n]/.exec(text)?.[1];
  if (list === undefined || /[^\s,[\]]/.test(list.replace(strings, ''))) return null;
  const names = (list.match(strings) ?? []).map((name) => name.slice(1, -1));
  return names.includes('json') ? null : names;
}

const strings = /'[^'\n]*'|"[^"\n]*"/g;

/** The text of what vitest may read as its configuration. */
function configuration(given: readonly string[]): string {
  const named = givenValue(given, /^(-c|--config)$/);
  const folder = resolve(givenValue(given, /^(-r|--root)$/) ?? '.');
  if (named !== null) return readFileSync(resolve(folder, named), 'utf8');
  const names = readdirSync(folder).filter((name) => /^vite(st)?\.config\.[cm]?[jt]s$/.test(name));
  return names.map((name) => readFileSync(resolve(folder, name), 'utf8')).join('\n');
}

/** Of an option, as `--name value` or `--name=value`. */
function givenValue(given: readonly string[], name: RegExp): string | null {
  for (let index = 0; index < given.length; index += 1) {
    const [option = '', ...value] = (given[index] ?? '').split('=');
    if (name.test(option)) return value.length > 0 ? value.join('=') : (given[index + 1] ?? null);
  }
  return null;
}
