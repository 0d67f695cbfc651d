import { runnerTable } from '../runners/runner-table.ts';
import { withoutByteOrderMark } from '../text/byte-order-mark.ts';
import { joinPath, nameOf } from './path-parts.ts';
import type { SimpleCommand } from './shell-words.ts';

/**
 * Whether a script that a command runs is the program under test, and no part of the tests: it is what the package
 * delivers, or is called as such, and another command beside it judges what it does.
 */
export function isProgramEntry(path: string, manifest: Manifest, beside: readonly SimpleCommand[]): boolean {
  const isEntry = entriesOf(manifest).has(path) || usualEntry.test(path);
  return isEntry && beside.some(judges);
}

/** The package.json of a folder; no text where it has none. */
export interface Manifest {
  folder: string;
  text: string | null;
}

const usualEntry =
  /^(?:(?:packages|apps)\/[^/]+\/)?(?:src\/|bin\/|lib\/)?(?:cli|main|index|app|server)\.(?:[cm]?[jt]s|py)$/;
const runners = new Set(runnerTable.flatMap(({ words = [] }) => words));
const comparer = /^(diff|cmp|grep|egrep|rg|jq|test|\[|\[\[)$/;

function judges({ words }: SimpleCommand): boolean {
  const [first = '', second] = words;
  if (comparer.test(nameOf(first)) || (/^(go|cargo)$/.test(first) && second === 'test')) return true;
  return words.some((word) => runners.has(nameOf(word)));
}

/** Paths below the top of what the manifest says that the package delivers. */
function entriesOf({ folder, text }: Manifest): Set<string> {
  const manifest = parsed(text);
  const { bin, main, module, exports } = manifest;
  return new Set([bin, main, module, exports].flatMap(strings).map((entry) => joinPath(folder, entry) ?? ''));
}

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : [];
}

function parsed(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(withoutByteOrderMark(text ?? ''));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
