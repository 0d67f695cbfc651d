import { soundReport, statusById } from './baseline.ts';
import { allowedTests, type EvidenceFacts, movedFiles, suiteRuns, wholeBaseOf } from './facts.ts';
import { oldNameOf } from './moved-tests.ts';
import type { SuiteRun } from './suite-runs.ts';

/** A test of one verify command, by the command's place in the list. */
export interface CommandTest {
  index: number;
  id: string;
}

/** Tests that pass in every run of the tree (the candidate, where none is named), and failed or were not there at the base. */
export function newlyPassing(facts: EvidenceFacts, tree = facts.tree): CommandTest[] {
  const base = wholeBaseOf(facts);
  const namesOf = namesAtBase(facts);
  return passing(facts, tree).filter(({ index, id }) =>
    namesOf(id).every((name) => {
      const before = base[index]?.steady.get(name);
      const isKnown = base[index]?.flaky.has(name) || base[index]?.unsteady.has(name);
      return (before === undefined || before === 'failed') && !isKnown;
    }),
  );
}

/** Whether a test failed in every run of the base, under the name that it had there. */
export function failedAtBase(facts: EvidenceFacts, { index, id }: CommandTest): boolean {
  const steady = wholeBaseOf(facts)[index]?.steady;
  return namesAtBase(facts)(id).some((name) => steady?.get(name) === 'failed');
}

/**
 * Tests that pass in every run of the tree, passed at the base, and stand in files that a person has allowed to change:
 * they can show what the change does only where they fail without it.
 */
export function allowedPassing(facts: EvidenceFacts): CommandTest[] {
  const mayChange = allowedTests(facts);
  const base = wholeBaseOf(facts);
  const namesOf = namesAtBase(facts);
  return passing(facts, facts.tree).filter(({ index, id }) => {
    const names = namesOf(id);
    return names.some((name) => base[index]?.steady.get(name) === 'passed') && names.some(mayChange);
  });
}

/** The names that a test can have at the base: its own, and the one from before its file was moved. */
function namesAtBase(facts: EvidenceFacts): (id: string) => readonly string[] {
  if (facts.rules < 7) return (id) => [id];
  const moved = movedFiles(facts);
  return (id) => [id, oldNameOf(id, moved)];
}

function passing(facts: EvidenceFacts, tree: string): CommandTest[] {
  const runs = suiteRuns(facts, tree);
  return facts.commands.flatMap((_command, index) => {
    const statuses = runs.map((run) => soundReport(run, index)).map((report) => report && statusById(report));
    const ids = [...(statuses[0]?.keys() ?? [])];
    return ids
      .filter((id) => statuses.every((byId) => byId?.get(id) === 'passed'))
      .map((id) => ({ index, id }));
  });
}

/**
 * Those of the tests that fail once the change's other files are put back to the base. A test that is not there counts
 * where its command failed, since a file that can't be loaded has no tests to report; it does not where the command
 * exited with 0 or had to be ended, for then it was only not collected.
 */
export function failingWithout(tests: readonly CommandTest[], undone: SuiteRun): CommandTest[] {
  return tests.filter(({ index, id }) => {
    const result = undone[index];
    if (!result || result.exit_code === 0 || result.exit_code === null) return false;
    const status = result.tests === null ? undefined : statusById(result.tests).get(id);
    return status === 'failed' || status === undefined;
  });
}
