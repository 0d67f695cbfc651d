import { runnerTable } from '../../runners/runner-table.ts';
import { withoutByteOrderMark } from '../../text/byte-order-mark.ts';

/** Conditions that tools ask for which run tests, or build, and that node does not ask for by itself. */
const ofTools = new RegExp(
  `^(development|production|test|testing|module|source|browser|jsdom|${runnerTable.map(({ name }) => name).join('|')})$`,
);

/** A condition, and the file that it leads to, as seen from the manifest's folder. */
interface ToldCondition {
  line: number;
  target: string;
  /** The rest of a sentence about the line. */
  does: string;
}

/** Conditions of a package that lead such tools to another file of it than everybody else, but for what its base has. */
export function toldConditions(base: string | null, text: string): ToldCondition[] {
  const before = new Set(base === null ? [] : conditionsOf(base).map(keyOf));
  return conditionsOf(text)
    .filter((one) => !before.has(keyOf(one)))
    .map(({ name, target }) => ({
      line: lineOf(text, name, target),
      target,
      does: `leads whatever asks for "${name}", as test tools do, to another file`,
    }));
}

interface Condition {
  name: string;
  target: string;
}

const keyOf = ({ name, target }: Condition) => `${name} ${target}`;

function conditionsOf(text: string): Condition[] {
  try {
    const manifest = JSON.parse(withoutByteOrderMark(text)) as {
      exports?: unknown;
      imports?: unknown;
    } | null;
    return [manifest?.exports, manifest?.imports].flatMap(ownConditions);
  } catch {
    return [];
  }
}

function ownConditions(value: unknown): Condition[] {
  if (typeof value !== 'object' || value === null) return [];
  const entries = Object.entries(value);
  // Types are no program.
  const targets = entries.flatMap(([name, one]) => (name === 'types' ? [] : targetsOf(one)));
  return entries.flatMap(([name, one]) => {
    const own = targetsOf(one);
    const isOther = own.some((target) => targets.some((other) => other !== target));
    const found = ofTools.test(name) && isOther ? own.map((target) => ({ name, target })) : [];
    return [...found, ...ownConditions(one)];
  });
}

function targetsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(targetsOf) : [];
}

function lineOf(text: string, name: string, target: string): number {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => line.includes(`"${name}"`) && line.includes(JSON.stringify(target)));
  return (
    1 +
    (at < 0
      ? Math.max(
          lines.findIndex((line) => line.includes(`"${name}"`)),
          0,
        )
      : at)
  );
}
