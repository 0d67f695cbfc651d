import type { CommandResult, Payload } from '../../core/events.ts';

type Verification = Payload<'verification_result'>;

/** What proofloop itself measured about a result, for a person and for `show --json`. */
export interface VerificationReport
  extends Pick<
    Verification,
    | 'iteration'
    | 'tree'
    | 'grade'
    | 'verdict'
    | 'reasons'
    | 'reviewable'
    | 'protected_changes'
    | 'flaky_tests'
    | 'unsteady_tests'
    | 'newly_passing_tests'
    | 'proposed_command'
  > {
  commands: CommandReport[];
  /** Of the tests that keep the result from being verified: what became of each in the run that decided. */
  failing_tests: string[];
  missing_tests: string[];
  skipped_tests: string[];
  /** They pass there, and fail in another run or with the base's tests put back. */
  failing_elsewhere_tests: string[];
}

/** One command in the run that decided; counts are null where it gave no report on single tests. */
export interface CommandReport
  extends Pick<CommandResult, 'command' | 'exit_code' | 'timed_out' | 'duration_ms'> {
  passed: number | null;
  failed: number | null;
  skipped: number | null;
}

export function verificationReport(verification: Verification): VerificationReport {
  const { iteration, tree, grade, verdict, reasons, reviewable, proposed_command } = verification;
  const { protected_changes, flaky_tests, unsteady_tests, newly_passing_tests, commands } = verification;
  const those = (status: 'passed' | 'failed' | 'skipped') =>
    new Set(commands.flatMap(({ tests }) => tests?.[status] ?? []));
  const [passed, failed, skipped] = [those('passed'), those('failed'), those('skipped')];
  const flaky = new Set(flaky_tests);
  const wrong = verification.failing_tests;
  return {
    iteration,
    tree,
    grade,
    verdict,
    reasons,
    reviewable,
    commands: commands.map(commandReport),
    failing_tests: wrong.filter((id) => failed.has(id)),
    skipped_tests: wrong.filter((id) => !failed.has(id) && skipped.has(id)),
    failing_elsewhere_tests: wrong.filter(
      (id) => !failed.has(id) && !skipped.has(id) && passed.has(id) && !flaky.has(id),
    ),
    missing_tests: wrong.filter((id) => !failed.has(id) && !skipped.has(id) && !passed.has(id)),
    flaky_tests,
    unsteady_tests,
    newly_passing_tests,
    protected_changes,
    proposed_command,
  };
}

export function commandReport(result: Omit<CommandResult, 'output'>): CommandReport {
  const { command, exit_code, timed_out, duration_ms, tests } = result;
  return {
    command,
    exit_code,
    timed_out,
    duration_ms,
    passed: tests?.passed.length ?? null,
    failed: tests?.failed.length ?? null,
    skipped: tests?.skipped.length ?? null,
  };
}
