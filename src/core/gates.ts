import type { Gate } from './events.ts';
import { alteredCount } from './evidence/altered-check.ts';
import { lacksCanaries } from './evidence/canary-check.ts';
import { evidenceFacts } from './evidence/evidence-facts.ts';
import { mutantsOf, mutationRuns } from './evidence/mutation-check.ts';
import { repeatCounts } from './evidence/repeat-check.ts';
import { isOpen } from './progress/work-item.ts';
import { isContent, type TesterOutput } from './role.ts';
import { testerAnswer } from './standing-answer.ts';
import type { Iteration, RunState, Verification } from './state.ts';

/** The three conditions that must all hold for the run to complete, each with its reason. */
export function evaluateGates(state: RunState, iteration: Iteration): Gate[] {
  return [testsPassed(state, iteration), noOpenWorkItems(state), doneFlag(state, iteration)];
}

function testsPassed(state: RunState, iteration: Iteration): Gate {
  const gate = (met: boolean, reason: string): Gate => ({ name: 'tests_passed', met, reason });
  const tester = testerAnswer(state, iteration);
  if (!tester) return gate(false, 'the tester was not called');
  if (!isContent(tester)) return gate(false, describeObjection(tester));
  if (state.options.evidence === 'claimed') return gate(true, "the tester's word alone (unverified)");
  if (state.refused.length > 0) {
    const list = state.refused.map((refused) => `${refused.path}: ${refused.reason}`).join('; ');
    return gate(false, `the tree holds changes that can't be delivered: ${list}`);
  }
  const verification = state.verifications.get(state.tree);
  if (!verification) return gate(false, 'this tree was not verified');
  if (verification.verdict === 'refused') return gate(false, verification.reasons.join('; '));
  const earlier =
    verification.iteration === iteration.number ? '' : ` (verified in iteration ${verification.iteration})`;
  return gate(
    true,
    `${describeEvidence(verification, state.options.allow_changes)}${describeRepeats(state, verification)}${describeAltered(state)}${describeMutants(state)}${describeCanaries(state)}${earlier}`,
  );
}

/** Why the tester is not content: what is missing is another matter than tests that fail. */
function describeObjection({ tests_passed, failures, missing }: TesterOutput): string {
  const listOf = (list: readonly string[]) => list.slice(0, 5).join('; ');
  const lacks = missing.length > 0 ? `the tester found something missing: ${listOf(missing)}` : null;
  if (lacks !== null && (tests_passed || failures.length === 0)) return lacks;
  const fails = `the tester says that tests do not pass${failures.length > 0 ? `: ${listOf(failures)}` : ''}`;
  return lacks === null ? fails : `${fails}; ${lacks}`;
}

/** What a verified tree was seen to do, in words. */
function describeEvidence(
  { commands, newly_passing_tests, verdict, flaky_tests, unsteady_tests }: Verification,
  allowed: readonly string[],
): string {
  const butFor = allowed.length === 0 ? '' : `, but for those that may change (${allowed.join(', ')})`;
  const names = commands.map((result) => `"${result.command}"`).join(', ');
  const passed = commands
    .flatMap((result) => result.tests ?? [])
    .reduce((sum, { passed }) => sum + passed.length, 0);
  const reported = commands.some((result) => result.tests !== null);
  const parts = [
    `${names} exited 0 on a fresh checkout, and with the base's tests put back${butFor}`,
    ...(reported
      ? [`${passed} ${passed === 1 ? 'test passes' : 'tests pass'}, none of the base is lost`]
      : []),
    ...(verdict === 'proven' && newly_passing_tests.length > 0
      ? [`${newly_passing_tests.length} of them failed or did not exist at the base`]
      : []),
    ...(flaky_tests.length > 0 ? [`${flaky_tests.length} flaky at the base, not counted`] : []),
    ...(unsteady_tests.length > 0
      ? [`${unsteady_tests.length} with a name that changes from run to run, not counted`]
      : []),
  ];
  return parts.join('; ');
}

/** How often what passes now and did not at the base has passed: a coin does so, too, at times. */
function describeRepeats(state: RunState, { grade }: Verification): string {
  const facts = evidenceFacts(state);
  if (facts.trees === null || facts.rules < 3) return '';
  if (grade === 'exit-code') return '; no single test is known, so that none was repeated';
  const { enough, fewer, fewest } = repeatCounts(facts, facts.trees);
  const tests = (count: number) => `${count} ${count === 1 ? 'test that passes' : 'tests that pass'} now`;
  return [
    ...(enough === 0 ? [] : [`; ${tests(enough)} and not at the base did so in at least 6 runs`]),
    ...(fewer === 0
      ? []
      : [
          `; ${tests(fewer)} did so in ${fewest} runs only, as its file can't be run alone, or takes too long`,
        ]),
  ].join('');
}

/** How many tests were seen to demand what they say; nothing where none were altered. */
function describeAltered(state: RunState): string {
  const facts = evidenceFacts(state);
  const count = facts.trees === null ? 0 : alteredCount(facts, facts.trees);
  if (count === 0) return '';
  return `; ${count} ${count === 1 ? 'test fails' : 'tests fail'} once what ${count === 1 ? 'it demands' : 'they demand'} is altered`;
}

/** That nothing tells whether failures are hidden; nothing where something does, or where no such test is known. */
function describeCanaries(state: RunState): string {
  const facts = evidenceFacts(state);
  return facts.trees !== null && lacksCanaries(facts, facts.trees)
    ? '; whether failures are hidden was not tried: with a test that must fail added, the verify commands report no such test even at the base (a linter before them can be the reason)'
    : '';
}

/** How many alterations of the changed lines some test notices; nothing where none were made. */
function describeMutants(state: RunState): string {
  const mutants = mutantsOf(mutationRuns(evidenceFacts(state)), state.options.folder);
  if (mutants === null) return '';
  const { killed, survived } = mutants;
  const all = killed.length + survived.length;
  if (all === 0) return '; nothing in the changed lines could be altered';
  return `; ${killed.length} of ${all} alterations of the changed lines are noticed`;
}

function noOpenWorkItems(state: RunState): Gate {
  const open = state.items.filter(isOpen);
  const list = open.map((item) => `${item.task_id} (${item.status})`).join(', ');
  const reason = open.length === 0 ? doneText(state.items.length) : `open: ${list}`;
  return { name: 'no_open_work_items', met: open.length === 0, reason };
}

function doneText(count: number): string {
  if (count === 0) return 'no item was ever listed';
  return count === 1 ? 'the one item is done' : `all ${count} items are done`;
}

function doneFlag(state: RunState, { planner }: Iteration): Gate {
  // A person who accepts decides on what stands, however far the iteration had come.
  const met = planner ? planner.done_flag : state.accepting && state.doneFlag;
  const reason = met
    ? 'the planner says that nothing beyond the listed items is needed'
    : 'the planner does not say that the listed items are all that is needed';
  return { name: 'done_flag', met, reason };
}
