import type { CheckKind, CommandResult, Payload } from '../../core/events.ts';
import { runsOf } from '../../core/evidence/suite-runs.ts';
import type { RunState } from '../../core/state.ts';
import { summarize } from '../../core/summary.ts';
import { commandReport } from '../summary/verification-report.ts';
import { cachedShare, clockText, countOf, countText, durationText, moneyText } from '../text/amounts.ts';
import { checkWords } from '../text/check-words.ts';
import { commandEndLine, exitText } from '../text/command-end.ts';
import { mutantCounts } from '../text/fact-words.ts';
import { atMost } from '../text/labelled-lines.ts';
import { lastLines } from '../text/last-lines.ts';
import { plainLine } from '../text/plain-text.ts';

/** Entries of a list (files, reasons, failures) that progress shows before it only counts. */
export const shownEntries = 8;

/** The first characters of a git id. */
export function shortId(id: string): string {
  return plainLine(id).slice(0, 10);
}

/** `at` is when it was decided, in milliseconds since the epoch. */
export function retryLine(
  { attempt, error, delay_ms, waits, stated }: Payload<'role_retry'>,
  at: number,
): string {
  if (stated && delay_ms >= 60_000) {
    const until = clockText(at + delay_ms, at);
    return `waits until ${until}, the endpoint asks for ${durationText(delay_ms)}: ${plainLine(error)}`;
  }
  const pause = delay_ms > 0 ? ` in ${durationText(delay_ms)}` : '';
  return waits
    ? `waits, asks again${pause}: ${plainLine(error)}`
    : `try ${attempt} failed, tries again${pause}: ${plainLine(error)}`;
}

/** What was left out of the conversation, and why. */
export function contextCutLine(cut: Payload<'context_cut'>): string {
  const { cause, window_tokens, tokens_before, tokens_after, outputs_through_step, steps_through_step } = cut;
  const why = cause === 'refused' ? 'the request was too long for the model' : 'the conversation grew long';
  const window = `of ${countText(window_tokens)} tokens`;
  const outputs = `outputs of the oldest ${countOf(outputs_through_step, 'step')} shortened`;
  const steps = steps_through_step > 0 ? `, ${countOf(steps_through_step, 'step')} left out whole` : '';
  return `${why}: ${outputs}${steps} (from ${countText(tokens_before)} to ${countText(tokens_after)} ${window})`;
}

export function fallbackLine({ from, to, error }: Payload<'model_fallback'>): string {
  return `goes on with ${plainLine(to)}, since ${plainLine(from)} stays unavailable: ${plainLine(error)}`;
}

export function repetitionLine({ repeats, ends_tools }: Payload<'repetition_noticed'>): string {
  return ends_tools
    ? 'still repeats itself: gets no further tool calls, and is asked for its answer'
    : `repeats itself: ${countOf(repeats, 'tool call')} brought nothing new, and it is told so`;
}

/** Nothing for a call that went well: what it does was shown when it began. `before` are paths that are known. */
export function toolResultLines(
  result: Payload<'tool_result'>,
  before: Pick<RunState, 'refused' | 'undelivered'>,
): string[] {
  const known = new Set([...before.refused, ...before.undelivered].map(({ path }) => path));
  return [
    ...toolFailure(result),
    ...atMost(
      shownEntries,
      result.refused
        .filter(({ path }) => !known.has(path))
        .map(({ path, reason }) => `can't be delivered: ${plainLine(path)}: ${plainLine(reason)}`),
    ),
    ...atMost(
      shownEntries,
      result.undelivered
        .filter(({ path }) => !known.has(path))
        .map(({ path, reason }) => `will not be delivered: ${plainLine(path)} ${plainLine(reason)}`),
    ),
  ];
}

/** How a command or a patch failed, and the last that it said. */
function toolFailure({ timed_out, exit_code, duration_ms, output }: Payload<'tool_result'>): string[] {
  if (!timed_out && (exit_code === null || exit_code === 0)) return [];
  const after = durationText(duration_ms);
  const end = timed_out ? `ended by its time limit after ${after}` : `exit code ${exit_code} after ${after}`;
  return [end, ...lastLines(output.replace(describedEnd, ''))];
}

/** The first line of what the model is given says how the command ended. */
const describedEnd = /^(exit code \d+|ended (early|at its time limit)[^\n]*)(\n|$)/;

export function checkpointLine({ tree, commit, branch, files }: Payload<'checkpoint'>): string {
  const changed = `${shortId(tree)}, ${countOf(files.length, 'file')} changed since the start`;
  if (commit === null) return changed;
  return `${changed}, commit ${shortId(commit)}${branch === null ? '' : ` on ${plainLine(branch)}`}`;
}

/** Checks that tell of the result itself; the others are meant to fail, or tell of the base, and are no news. */
const ofResult: readonly CheckKind[] = ['candidate', 'restored', 'sealed'];

/**
 * How the commands ended on the result where they failed, and the last that they said; what went well is told with the
 * verdict, unless none follows. `before` is the run before the check.
 */
export function checkLines(
  { check, tree, commands, runs, cached }: Payload<'check_result'>,
  before: RunState,
): string[] {
  const [last] = runs.slice(-1);
  if (cached || last === undefined) return [];
  if (check === 'mutation') return last.map(mutationLine);
  if (!ofResult.includes(check)) return [];
  const isGood = last.every(({ exit_code }) => exit_code === 0);
  if (isGood && isVerdictDue(before)) return [];
  const known = runsOf(before.checkRuns, check, tree, commands);
  if (!isGood && known.some((run) => run.some(({ exit_code }) => exit_code !== 0))) return [];
  return last.flatMap((result) => [
    `${checkWords[check]}: ${commandEndLine(commandReport(result))}`,
    ...(result.exit_code === 0 ? [] : lastLines(result.output)),
  ]);
}

function mutationLine(result: CommandResult): string {
  const after = `${exitText(result)} after ${durationText(result.duration_ms)}`;
  const counts = result.tests === null ? '' : `, ${mutantCounts(result.tests)}`;
  return `${checkWords.mutation}: ${after}${counts}`;
}

/** Whether what is measured now leads to a verdict: not where a role asked for it, or where the tester has said no. */
function isVerdictDue({ judgement, iteration }: RunState): boolean {
  if (judgement !== null) return true;
  return iteration?.roleCall === null && iteration.tester?.tests_passed === true;
}

/** How each setup command ended, with the end of what a failed one said. */
export function setupLines({ cached, commands, folders }: Payload<'setup_result'>): string[] {
  const ended = commands.flatMap((result) => [
    `${exitText(result)} after ${durationText(result.duration_ms)}: ${plainLine(result.command)}`,
    ...(result.exit_code === 0 ? [] : lastLines(result.output)),
  ]);
  const made = folders.length === 0 ? 'no dependency folders' : folders.map(plainLine).join(', ');
  if (cached) return [`made before: ${made}`];
  return commands.every(({ exit_code }) => exit_code === 0) ? [...ended, `made ${made}`] : ended;
}

/** What the run has used up so far beside its ceilings, in one line. */
export function spentLine(state: RunState): string {
  const { usage } = summarize(state);
  const { max_tokens, max_cost_usd, max_time_ms } = state.options;
  const workedMs = state.workedMs + state.lastEventAt - state.processStartedAt;
  const used = countText(usage.input_tokens + usage.output_tokens);
  const tokens = max_tokens > 0 ? `${used} of ${countOf(max_tokens, 'token')}` : `${used} tokens`;
  const cached = `${cachedShare(usage.input_tokens, usage.cached_input_tokens)} cached`;
  const cost = `${moneyText(usage.cost_usd)}${max_cost_usd > 0 ? ` of ${moneyText(max_cost_usd)}` : ''}`;
  const time = `${durationText(workedMs)}${max_time_ms > 0 ? ` of ${durationText(max_time_ms)}` : ''}`;
  return `${tokens} (${cached}), cost ${cost}, ${time}`;
}
