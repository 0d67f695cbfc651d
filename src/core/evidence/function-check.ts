import type { CandidateTrees, EvidenceFacts } from './facts.ts';
import { type CommandTest, failingWithout } from './fail-to-pass.ts';
import type { LineRange, Mutant } from './line-range.ts';
import { nothing, type Overlay } from './overlay.ts';
import { named } from './reasons.ts';
import { aloneCommands } from './repeat-check.ts';
import { durationOf, runsOf, type SuiteRun } from './suite-runs.ts';

/** No further function is looked at alone once the runs for those before it have taken this long together. */
const mutantsDurationMaxMs = 5 * 60_000;

/** A run of the tests that show a change, on files in which functions do something else. */
interface FunctionRun {
  check: 'failing';
  tree: string;
  commands: readonly string[];
  overlay: Overlay;
}

/** What is to be run next, what speaks against the change by which runs, or null where nothing does. */
export type FunctionStep =
  | { kind: 'run'; run: FunctionRun }
  | { kind: 'refuse'; reason: string; rests: readonly FunctionRun[] };

/**
 * Whether the tests that show the change show what its functions do, and not only that something is there: first all of
 * them fail at once, then each by itself gives back a constant. At least one test must notice each.
 */
export function nextOfFunctions(
  facts: EvidenceFacts,
  trees: CandidateTrees,
  shown: readonly CommandTest[],
): FunctionStep | null {
  const { changedCode } = trees;
  if (changedCode === null) return null;
  if (!changedCode.hasCode)
    return refuse('the change has no line of code: no test can show what it does', []);
  const { functions, mutants } = changedCode;
  if (functions.length === 0) return null;
  const commands = aloneCommands(facts, trees, shown);
  const overlay: Overlay = { kind: 'failing functions', functions };
  const failing: FunctionRun = { check: 'failing', tree: facts.tree, commands, overlay };
  const measured = firstRun(facts, failing);
  if (measured === undefined) return { kind: 'run', run: failing };
  if (failingWithout(shown, measured).length === 0)
    return refuse(
      `each new test passes also where the functions that were changed fail as soon as they are called (${places(functions)}): no test shows what they do`,
      [failing],
    );
  // A single function has failed by itself already.
  const others = functions.length === 1 ? mutants.filter(({ does }) => does !== 'fails') : mutants;
  return nextOfMutants(
    facts,
    others.map((mutant) => ({
      mutant,
      run: { check: 'failing', tree: mutant.tree, commands, overlay: nothing },
    })),
    shown,
  );
}

interface MutantRun {
  mutant: Mutant;
  run: FunctionRun;
}

function nextOfMutants(
  facts: EvidenceFacts,
  each: readonly MutantRun[],
  shown: readonly CommandTest[],
): FunctionStep | null {
  const measured = each.flatMap(({ mutant, run }) => {
    const found = firstRun(facts, run);
    return found === undefined ? [] : [{ mutant, run, found }];
  });
  const next = each[measured.length];
  const spentMs = durationOf(measured.map(({ found }) => found));
  if (next !== undefined && spentMs < mutantsDurationMaxMs) return { kind: 'run', run: next.run };
  const unnoticed = measured.filter(({ found }) => failingWithout(shown, found).length === 0);
  if (unnoticed.length === 0) return null;
  const told = unnoticed.map(({ mutant }) => mutant);
  return refuse(
    `each new test passes also where a function that was changed gives back one and the same value, or fails, whatever it is asked (${places(told)}): no test shows what it does`,
    unnoticed.map(({ run }) => run),
  );
}

const refuse = (reason: string, rests: readonly FunctionRun[]): FunctionStep => ({
  kind: 'refuse',
  reason,
  rests,
});

const places = (functions: readonly LineRange[]) =>
  named(functions.map(({ path, from }) => `${path}:${from}`));

const firstRun = ({ runs }: EvidenceFacts, { check, tree, commands }: FunctionRun): SuiteRun | undefined =>
  runsOf(runs, check, tree, commands)[0];
