import { runsOf, type SuiteRun } from '../evidence/suite-runs.ts';
import { isOpen } from '../progress/work-item.ts';
import { isContent, type Role } from '../role.ts';
import { allowablePaths } from '../standing-answer.ts';
import type { Iteration, RunState, Verification } from '../state.ts';
import { durationWord } from '../text/duration-word.ts';
import { describeBase } from './base-facts.ts';

const listedFiles = 200;
const listedTests = 20;
const listedCommands = 4;
const commandOutputCharacters = 3000;

/**
 * What a role is told about the run, as one JSON text: the form keeps strings from models, tests and files apart from
 * everything else. Nothing in it depends on the time, on ids or on where the run's files lie. What holds for the whole run comes
 * first, so that it stays in the server's cache.
 */
export function describeFacts(role: Role, state: RunState): string {
  const { options, iteration, previousIteration: last } = state;
  const diff = diffFor(role, state);
  const isNarrow = role === 'planner' && last !== null && onlyFollowUpsOpen(state, last);
  const facts = {
    max_iterations: options.max_iterations,
    started_in: describeFolder(options.folder),
    verify_commands: options.verify,
    evidence_required: options.evidence,
    expected: options.expect === 'change' ? undefined : options.expect,
    setup_commands: nonEmpty(options.setup),
    iteration: iteration?.number,
    verify_commands_take: describeDuration(state),
    fails_without_any_change: role === 'tester' ? undefined : describeBase(state),
    work_items: isNarrow ? state.items.filter(isOpen) : describeItems(role, state),
    all_other_items: isNarrow ? 'done' : undefined,
    missing_at_the_start: isFirstPlan(role, state) ? nonEmpty(state.missing) : undefined,
    files_changed_since_base: isNarrow || diff !== null ? undefined : shortList(state.artifacts),
    whole_change_since_base: diff ?? undefined,
    changes_that_cannot_be_delivered: nonEmpty(state.refused),
    last_iteration: last ? describeIteration(state, last) : undefined,
    last_verification: describeVerification(state),
    verify_commands_on_this_tree: describeMeasurement(state),
    dependencies_could_not_be_installed: describeSetup(state),
    this_iteration: iteration ? describeRoles(iteration) : undefined,
    errors: nonEmpty(state.errors.slice(-5)),
  };
  return JSON.stringify(facts, null, 1);
}

/** Where the user stands, told only where that is not the top, where commands of the roles start. */
function describeFolder(folder: string): string | undefined {
  return folder === ''
    ? undefined
    : `${folder}: the verify commands run there, your own commands start above it`;
}

/** The change as it stands, for those who have to look at it first. */
function diffFor(role: Role, { shortDiff, tree, checkpointTree, iteration }: RunState): string | null {
  const looksAtIt = role === 'tester' || (role === 'coder' && (iteration?.number ?? 1) > 1);
  return looksAtIt && tree === checkpointTree ? shortDiff : null;
}

const isFirstPlan = (role: Role, { iteration }: RunState) => role === 'planner' && iteration?.number === 1;

/** Open items first; what is done needs no notes any more, but to whoever tests it. */
function describeItems(role: Role, { items }: RunState) {
  if (role === 'tester') return items;
  const done = items.filter((item) => !isOpen(item)).map(({ notes: _notes, ...item }) => item);
  return [...items.filter(isOpen), ...done];
}

/** Whether the tester has written all that is left to do: then there is little for the planner to look at. */
function onlyFollowUpsOpen({ items, doneFlag }: RunState, { tester, failure }: Iteration): boolean {
  const open = items.filter(isOpen);
  const ids = new Set(tester?.follow_up_tasks.map(({ task_id }) => task_id));
  return doneFlag && failure === null && open.length > 0 && open.every(({ task_id }) => ids.has(task_id));
}

/** What closed an iteration; what its tester or the verification have said stands elsewhere. */
function describeIteration(state: RunState, iteration: Iteration) {
  const isSaid = (gate: string) =>
    gate === 'tests_passed' &&
    ((iteration.tester !== null && !isContent(iteration.tester)) ||
      lastVerdict(state)?.iteration === iteration.number);
  return {
    iteration: iteration.number,
    failed_because: iteration.failure ?? undefined,
    ...describeRoles(iteration),
    completion_refused_because: nonEmpty(
      (iteration.gates ?? [])
        .filter((gate) => !gate.met)
        .map(({ name, reason }) => (isSaid(name) ? name : `${name}: ${reason}`)),
    ),
  };
}

function describeRoles({ planner, coder, tester }: Iteration) {
  return {
    planner: planner ? { summary: planner.summary, test_changes: nonEmpty(planner.test_changes) } : undefined,
    coder: coder ? { summary: coder.summary, notes: coder.notes } : undefined,
    tester: tester
      ? {
          summary: tester.summary,
          tests_passed: tester.tests_passed,
          test_command: tester.test_command,
          failures: tester.failures,
          missing: nonEmpty(tester.missing),
          test_changes: nonEmpty(tester.test_changes),
        }
      : undefined,
  };
}

function lastVerdict(state: RunState): Verification | undefined {
  return [...state.verifications.values()].at(-1);
}

function describeVerification(state: RunState) {
  const verification = lastVerdict(state);
  if (!verification) return undefined;
  return {
    iteration: verification.iteration,
    verdict: verification.verdict,
    reasons: verification.reasons,
    a_person_can_allow: nonEmpty(allowablePaths(verification)),
    flaky_tests: nonEmpty(verification.flaky_tests.slice(0, listedTests)),
    failed_commands: nonEmpty(failedCommands(state, verification)),
  };
}

/** What the verify commands came to on a tree on which there is no verdict, since the tester was not content with it. */
function describeMeasurement(state: RunState) {
  const { options, tree, previousIteration } = state;
  if (!previousIteration || state.verifications.has(tree) || options.verify.length === 0) return undefined;
  const run = runsOf(state.checkRuns, 'candidate', tree, options.verify).at(-1);
  if (run === undefined) return 'not run';
  const failed = describeFailures(run);
  return failed.length > 0 ? failed : 'all passed';
}

/** How long the verify commands took, as a word that does not change with each run; undefined before the first. */
function describeDuration({ options, checkRuns, baseTree, tree }: RunState): string | undefined {
  const run = [
    ...runsOf(checkRuns, 'candidate', tree, options.verify),
    ...runsOf(checkRuns, 'baseline', baseTree, options.verify),
  ][0];
  if (run === undefined || run.length === 0) return undefined;
  return durationWord(run.reduce((sum, { duration_ms }) => sum + duration_ms, 0));
}

/** The commands that failed in the run which refused the tree; those of sealed checks are nobody's to see. */
function failedCommands(state: RunState, { tree, proposed_command }: Verification) {
  const commands = proposed_command === null ? state.options.verify : [proposed_command];
  const checked = new Set([tree, state.evidenceTrees.get(tree)?.restored ?? tree]);
  const lastRuns = [...checked].flatMap(
    (id) => runsOf(state.checkRuns, 'candidate', id, commands).at(-1) ?? [],
  );
  return lastRuns.flatMap((result) => describeFailures([result])).slice(0, listedCommands);
}

function describeFailures(run: SuiteRun) {
  return run
    .filter((result) => result.exit_code !== 0)
    .slice(0, listedCommands)
    .map(({ command, exit_code, output }) => ({ command, exit_code, output: endOf(output) }));
}

/** The failure of the setup for the tree's dependencies, if it failed. */
function describeSetup(state: RunState) {
  const last = state.setups.get(state.dependenciesKey);
  const failed = last?.commands.find((result) => result.exit_code !== 0);
  if (!failed) return undefined;
  const { command, exit_code, output } = failed;
  return { command, exit_code, output: endOf(output) };
}

function endOf(output: string): string {
  if (output.length <= commandOutputCharacters) return output;
  return `[... ${output.length - commandOutputCharacters} characters left out ...]\n${output.slice(-commandOutputCharacters)}`;
}

function shortList(paths: readonly string[]): string[] {
  if (paths.length <= listedFiles) return [...paths];
  return [...paths.slice(0, listedFiles), `... and ${paths.length - listedFiles} more`];
}

function nonEmpty<Value>(list: readonly Value[]): readonly Value[] | undefined {
  return list.length > 0 ? list : undefined;
}
