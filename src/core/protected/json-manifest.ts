import { withoutByteOrderMark } from '../text/byte-order-mark.ts';

type JsonObject = Record<string, unknown>;

/** What of a JSON manifest is the base's. */
export interface JsonRules {
  /** Fields that are the base's whole, as it has them or not. */
  fields: (name: string) => boolean;
  /** Fields of named commands: all of the base's are put back, and new ones stay where this does not forbid them. */
  commands: readonly string[];
  forbidsCommand: (name: string, isBaseCommand: (name: string) => boolean) => boolean;
  /** Fields of dependencies, of which single entries may be the base's. */
  dependencies: readonly string[];
  forbidsDependency: (name: string, wanted: unknown) => boolean;
}

/** The candidate's manifest with the base's protected fields; the base's whole where the candidate's can't be read. */
export function restoreJson(base: string | null, candidate: string, rules: JsonRules): string | null {
  const wanted = base === null ? {} : readObject(base);
  const found = readObject(candidate);
  if (found === null || wanted === null) return base;
  const restored = restoreObject(wanted, found, rules);
  if (JSON.stringify(restored) === JSON.stringify(found)) return candidate;
  const end = candidate.slice(candidate.trimEnd().length);
  return JSON.stringify(restored, null, indentOf(candidate)) + end;
}

function restoreObject(base: JsonObject, candidate: JsonObject, rules: JsonRules): JsonObject {
  const names = new Set([...Object.keys(candidate), ...Object.keys(base)]);
  const entries = [...names].map((name): [string, unknown] => {
    if (rules.fields(name)) return [name, base[name]];
    if (rules.commands.includes(name)) return [name, restoreCommands(base[name], candidate[name], rules)];
    if (rules.dependencies.includes(name))
      return [name, restoreDependencies(base[name], candidate[name], rules)];
    return [name, candidate[name]];
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function restoreCommands(base: unknown, candidate: unknown, { forbidsCommand }: JsonRules): unknown {
  const wanted = isObject(base) ? base : {};
  if (!isObject(candidate)) return base;
  const isBaseCommand = (name: string) => Object.hasOwn(wanted, name);
  const kept = Object.entries(candidate).filter(
    ([name]) => isBaseCommand(name) || !forbidsCommand(name, isBaseCommand),
  );
  return { ...Object.fromEntries(kept), ...wanted };
}

/** Overrides may be nested, one package's below another's. */
function restoreDependencies(base: unknown, candidate: unknown, rules: JsonRules): unknown {
  if (!isObject(candidate)) return candidate;
  const entries = Object.entries(candidate).map(([name, wanted]): [string, unknown] => {
    const before = isObject(base) && Object.hasOwn(base, name) ? base[name] : undefined;
    if (JSON.stringify(wanted) === JSON.stringify(before)) return [name, wanted];
    return [
      name,
      rules.forbidsDependency(name, wanted) ? before : restoreDependencies(before, wanted, rules),
    ];
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function readObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(withoutByteOrderMark(text));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The white space that the second line begins with; none for a text in one line. */
const indentOf = (text: string): string => /^\s*\{\r?\n([ \t]+)/.exec(text)?.[1] ?? '';
