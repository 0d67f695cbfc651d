import { runnerTable } from '../runners/runner-table.ts';
import { withoutByteOrderMark } from '../text/byte-order-mark.ts';
import { joinPath, nameOf } from './path-parts.ts';
import type { SimpleCommand } from './shell-words.ts';

/**
 * Whether a script that a command runs is the program under test, and no part of the tests: it is what the package
 * delivers, or is called as such, and another command beside it judges what it does.
 */
export function isProgramEntry(path: string, entries: ReadonlySet<string>, isJudgedBeside: boolean): boolean {
  return isJudgedBeside && (usualEntry.test(path) || entries.has(path));
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

/** Whether a command tells right from wrong, as a test runner or a comparison does. */
export function judges({ words }: SimpleCommand): boolean {
  const [first = '', second] = words;
  if (comparer.test(nameOf(first)) || (/^(go|cargo)$/.test(first) && second === 'test')) return true;
  return words.some((word) => runners.has(nameOf(word)));
}

/** Paths below the top of what the manifest says that the package delivers. */
export function programEntries({ folder, text }: Manifest): Set<string> {
  const manifest = parsed(text);
  const { bin, main, module, exports } = manifest;
  return new Set([bin, main, module, exports].flatMap(strings).map((entry) => joinPath(folder, entry) ?? ''));
}

/** The strings in a value, however deep: a hostile manifest is deeper than any call may go. */
function strings(value: unknown): string[] {
  const found: string[] = [];
  const open = [value];
  while (open.length > 0) {
    const inner = open.pop();
    if (typeof inner === 'string') found.push(inner);
    else if (typeof inner === 'object' && inner !== null)
      for (const one of Object.values(inner)) open.push(one);
  }
  return found;
}

function parsed(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(withoutByteOrderMark(text ?? ''));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
