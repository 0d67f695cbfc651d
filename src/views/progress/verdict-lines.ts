import type { CheckKind, CommandResult, Payload } from '../../core/events.ts';
import { evidenceFacts } from '../../core/evidence/evidence-facts.ts';
import { repeatRuns } from '../../core/evidence/repeat-check.ts';
import { runsOf, type SuiteRun } from '../../core/evidence/suite-runs.ts';
import type { RunState } from '../../core/state.ts';
import { countText, durationText } from '../text/amounts.ts';
import { atMost } from '../text/labelled-lines.ts';
import { plainLine } from '../text/plain-text.ts';
import { shownEntries } from './step-lines.ts';

type Verification = Payload<'verification_result'>;

/** The verdict with all that was run for it in one line, then each reason against it. */
export function verdictLines(verification: Verification, state: RunState): string[] {
  const { verdict, reasons } = verification;
  const measured = measurements(verification, state);
  const count = measured.reduce((sum, { runs }) => sum + runs.length, 0);
  const ms = measured
    .flatMap(({ runs }) => runs.flat())
    .reduce((sum, { duration_ms }) => sum + duration_ms, 0);
  const told = [...measured.map(({ words }) => words), ...baseWords(verification, state)];
  const runs = count === 1 ? '1 run' : `${countText(count)} runs`;
  const line = count === 0 ? verdict : `${verdict} by ${runs} in ${durationText(ms)}: ${told.join('; ')}`;
  return [
    line,
    ...atMost(
      shownEntries,
      reasons.map((reason) => `- ${plainLine(reason)}`),
    ),
  ];
}

interface Measurement {
  runs: readonly SuiteRun[];
  words: string;
}

/** What was run on the result and on what belongs to it. */
function measurements(verification: Verification, state: RunState): Measurement[] {
  const { tree } = verification;
  const commands = commandsOf(verification, state);
  const trees = state.evidenceTrees.get(tree);
  const facts = evidenceFacts(state);
  // Those that count, where they are of this tree.
  const known = facts.tree === tree ? facts.runs : state.checkRuns;
  const of = (check: CheckKind, at: string | undefined, asked: readonly string[] = commands) =>
    at === undefined ? [] : runsOf(known, check, at, asked);
  const restored = trees === undefined || trees.restored === tree ? undefined : trees.restored;
  const undone = trees?.undone === state.baseTree ? undefined : trees?.undone;
  const told: [readonly SuiteRun[], (runs: readonly SuiteRun[]) => string][] = [
    [of('candidate', tree), (runs) => `result ${repeatedWords(runs)}`],
    [of('restored', restored), (runs) => `with the base's tests put back ${repeatedWords(runs)}`],
    [of('undone', undone), (runs) => `the new tests ${expectedWords(runs)} without the change`],
    [of('canary', tree), (runs) => `tests that must fail ${expectedWords(runs)}`],
    [repeatsOf(verification, state), (runs) => `the files of what passes now, alone, ${repeatedWords(runs)}`],
    [of('sealed', tree, state.options.sealed_verify), (runs) => `sealed checks ${repeatedWords(runs)}`],
  ];
  return told.flatMap(([runs, words]) => (runs.length === 0 ? [] : [{ runs, words: words(runs) }]));
}

/** What commands they had follows from what passes now. */
function repeatsOf({ tree }: Verification, state: RunState): readonly SuiteRun[] {
  const facts = evidenceFacts(state);
  return facts.trees === null || facts.tree !== tree ? [] : repeatRuns(facts, facts.trees);
}

/** How the base came out: no failure there is the change's. */
function baseWords(verification: Verification, state: RunState): string[] {
  const last = runsOf(state.checkRuns, 'baseline', state.baseTree, commandsOf(verification, state)).at(-1);
  return last === undefined ? [] : [`before the change ${suiteWords(last)}`];
}

function commandsOf({ commands }: Verification, { options }: RunState): readonly string[] {
  return commands.length === 0 ? options.verify : commands.map(({ command }) => command);
}

/** Such runs are meant to fail. */
function expectedWords(runs: readonly SuiteRun[]): string {
  return runs.every(isClean) ? 'pass' : 'fail';
}

function repeatedWords(runs: readonly SuiteRun[]): string {
  const words = runs.map(suiteWords);
  const times = words.length === 2 ? 'twice' : `${words.length} times`;
  if (words.every((other) => other === words[0]))
    return [words[0], ...(words.length > 1 ? [times] : [])].join(', ');
  return words.join(', then ');
}

/** `14 passed, 1 failed`; without a report how the commands ended. */
function suiteWords(run: SuiteRun): string {
  const count = (of: (tests: NonNullable<CommandResult['tests']>) => number) =>
    run.reduce((sum, { tests }) => sum + (tests === null ? 0 : of(tests)), 0);
  const [passed, failed] = [count((tests) => tests.passed.length), count((tests) => tests.failed.length)];
  const bad = run.find((result) => !isGood(result));
  const ended = bad === undefined ? 'passed' : endOf(bad);
  if (passed + failed === 0) return ended;
  const counts = [
    ...(passed > 0 ? [`${countText(passed)} passed`] : []),
    ...(failed > 0 ? [`${countText(failed)} failed`] : []),
  ];
  return [...counts, ...(bad !== undefined && failed === 0 ? [ended] : [])].join(', ');
}

function endOf({ exit_code, timed_out }: CommandResult): string {
  if (timed_out) return 'took too long';
  return exit_code === null ? 'was killed' : `failed with ${exit_code}`;
}

function isClean(run: SuiteRun): boolean {
  return run.every(isGood);
}

function isGood({ exit_code }: CommandResult): boolean {
  return exit_code === 0;
}
