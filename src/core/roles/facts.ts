import { runsOf } from '../evidence/check.ts';
import { isOpen } from '../progress/work-item.ts';
import type { Role } from '../role.ts';
import type { Iteration, RunState, Verification } from '../state.ts';

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
  const facts = {
    max_iterations: state.options.max_iterations,
    verify_commands: state.options.verify,
    evidence_required: state.options.evidence,
    expected: state.options.expect === 'change' ? undefined : state.options.expect,
    setup_commands: nonEmpty(state.options.setup),
    iteration: state.iteration?.number,
    work_items: role === 'coder' ? openItemsFirst(state) : state.items,
    files_changed_since_base: shortList(state.artifacts),
    changes_that_cannot_be_delivered: nonEmpty(state.refused),
    last_iteration: state.previousIteration ? describeIteration(state.previousIteration) : undefined,
    last_verification: describeVerification(state),
    dependencies_could_not_be_installed: describeSetup(state),
    this_iteration: state.iteration ? describeRoles(state.iteration) : undefined,
    errors: nonEmpty(state.errors.slice(-5)),
  };
  return JSON.stringify(facts, null, 1);
}

function openItemsFirst(state: RunState) {
  return [...state.items.filter(isOpen), ...state.items.filter((item) => !isOpen(item))];
}

function describeIteration(iteration: Iteration) {
  return {
    iteration: iteration.number,
    failed_because: iteration.failure ?? undefined,
    ...describeRoles(iteration),
    completion_refused_because: nonEmpty(
      (iteration.gates ?? []).filter((gate) => !gate.met).map((gate) => `${gate.name}: ${gate.reason}`),
    ),
  };
}

function describeRoles({ planner, coder, tester }: Iteration) {
  return {
    planner: planner ? { summary: planner.summary } : undefined,
    coder: coder ? { summary: coder.summary, notes: coder.notes } : undefined,
    tester: tester
      ? {
          summary: tester.summary,
          tests_passed: tester.tests_passed,
          test_command: tester.test_command,
          failures: tester.failures,
        }
      : undefined,
  };
}

function describeVerification(state: RunState) {
  const verification = [...state.verifications.values()].at(-1);
  if (!verification) return undefined;
  return {
    iteration: verification.iteration,
    verdict: verification.verdict,
    reasons: verification.reasons,
    flaky_tests: nonEmpty(verification.flaky_tests.slice(0, listedTests)),
    failed_commands: nonEmpty(failedCommands(state, verification)),
  };
}

/** The commands that failed in the run which refused the tree; those of sealed checks are nobody's to see. */
function failedCommands(state: RunState, { tree, proposed_command }: Verification) {
  const commands = proposed_command === null ? state.options.verify : [proposed_command];
  const checked = new Set([tree, state.evidenceTrees.get(tree)?.restored ?? tree]);
  const lastRuns = [...checked].flatMap(
    (id) => runsOf(state.checkRuns, 'candidate', id, commands).at(-1) ?? [],
  );
  return lastRuns
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
