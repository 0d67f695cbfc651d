import type { CommandResult, RefusedPath } from '../../core/events.ts';
import type { RunOptions } from '../../core/options.ts';
import { globMatcher } from '../../core/protected/glob-matcher.ts';
import { type SensitiveFile, sensitiveFiles } from '../../core/sensitive-path.ts';
import type { Summary } from '../../core/summary-schema.ts';
import { cachedShare, countOf, countText, durationText, moneyText } from '../text/amounts.ts';
import { sandboxText } from '../text/fact-words.ts';
import { firstLine } from '../text/first-line.ts';
import { atMost, labelled } from '../text/labelled-lines.ts';
import { plainLine } from '../text/plain-text.ts';
import { evidenceLines } from './evidence-lines.ts';
import { failedCommandLines } from './failed-command.ts';
import { nextSteps } from './next-steps.ts';
import { standingLine } from './outcome.ts';
import { type Said, saidLines } from './said.ts';
import type { VerificationReport } from './verification-report.ts';

/** What the summary itself does not say of a run. */
export interface SummaryFacts {
  /** Why it isn't done, in one sentence; null where it is, or nothing is known. */
  reason: string | null;
  /** A line for each gate as it stands; none where no iteration came that far. */
  gates: readonly string[];
  /** What was measured about the result; null where nothing was. */
  verification: VerificationReport | null;
  options: RunOptions;
  /** Paths of the run's certificate and of its signed form, as far as they are there. */
  certificate: readonly string[];
  elapsedMs: number;
  /** The process that works on the run; null where none does. */
  writer: number | null;
  /** Path of the log where it is not that of a run which was started here, and can only be read; else null. */
  foreignLog: string | null;
  /** The verify command that failed on the result. */
  failedCommand: CommandResult | null;
  said: Said;
  /** What was written where no tree takes it. */
  undelivered: readonly RefusedPath[];
  /** The result is in the user's working tree. */
  applied: boolean;
}

const labelColumns = 12;
const shownFiles = 20;
const shownErrors = 5;
/** Longer commands do not push the words beside the others away. */
const widestCommand = 44;

/** The final summary as lines of plain text; the first says how the run ended. */
export function summaryText(summary: Summary, facts: SummaryFacts): string[] {
  const section = (label: string, lines: readonly string[]) => labelled(label, labelColumns, lines);
  const { usage } = summary;
  const steps = nextSteps(summary, facts);
  const lengths = steps.map((step) => step.command.length).filter((length) => length <= widestCommand);
  const commandColumns = Math.max(0, ...lengths);
  return [
    ...summaryHead(summary, facts),
    '',
    ...section('run', [plainLine(summary.run_id)]),
    ...section('task', [firstLine(summary.task)]),
    ...section('iterations', [
      `${summary.iteration} of ${summary.max_iterations} in ${durationText(facts.elapsedMs)}`,
    ]),
    ...section('gates', facts.gates.length === 0 ? ['not evaluated'] : facts.gates),
    ...section('items', summary.tasks.length === 0 ? ['none'] : itemLines(summary)),
    ...section(
      'evidence',
      evidenceLines(summary.evidence, facts.verification, allowedFiles(summary, facts.options)),
    ),
    ...section('failed', failedCommandLines(facts.failedCommand)),
    ...section('planner', saidLines(facts.said.planner)),
    ...section('coder', saidLines(facts.said.coder)),
    ...section('tester', saidLines(facts.said.tester)),
    ...section('sandbox', [sandboxText(facts.options)]),
    ...section('changed', changedFileLines(summary)),
    ...section('left out', undeliveredLines(facts.undelivered)),
    ...section('careful', sensitiveLines(sensitiveFiles(summary.artifacts))),
    ...section('branch', summary.branch === null ? [] : branchLines(summary.branch)),
    ...section('certificate', facts.certificate.map(plainLine)),
    ...section('tokens', [tokensLine(usage), ...unreportedLines(usage)]),
    ...section('cost', [costLine(usage, facts.options), ...agentCostLines(usage)]),
    ...section('errors', lastErrors(summary)),
    ...section('log', [plainLine(facts.options.log_path)]),
    '',
    ...section(
      'next',
      steps.map(({ command, purpose }) => `${command.padEnd(commandColumns)}  ${purpose}`),
    ),
  ];
}

/** How the run ended or where it stands, and why it isn't done: what a person reads first. */
export function summaryHead(
  summary: Summary,
  { reason, writer }: Pick<SummaryFacts, 'reason' | 'writer'>,
): string[] {
  return [standingLine(summary, writer), ...(reason === null ? [] : [`not done: ${reason}`])];
}

/** The changed files that a person has let the run change, though they decide how it is tested. */
export function allowedFiles({ artifacts }: Summary, { allow_changes }: RunOptions): string[] {
  return artifacts.filter(globMatcher(allow_changes));
}

function undeliveredLines(undelivered: readonly RefusedPath[]): string[] {
  const lines = undelivered.map(
    ({ path, reason }) => `${plainLine(path)} ${plainLine(reason)}: not delivered`,
  );
  return atMost(shownErrors, lines);
}

function itemLines(summary: Summary): string[] {
  const columns = Math.max(...summary.tasks.map(({ status }) => status.length)) + 2;
  return summary.tasks.map(
    ({ task_id, title, status }) => `${status.padEnd(columns)}${plainLine(task_id)}  ${plainLine(title)}`,
  );
}

function changedFileLines({ artifacts }: Summary): string[] {
  return artifacts.length === 0
    ? ['nothing']
    : [countOf(artifacts.length, 'file'), ...atMost(shownFiles, artifacts.map(plainLine))];
}

/** The changed files that a person should read before they have them. */
export function sensitiveLines(files: readonly SensitiveFile[]): string[] {
  return files.map(
    ({ path, effect }) => `read ${plainLine(path)} before you take it: it ${plainLine(effect)}`,
  );
}

function lastErrors({ errors }: Summary): string[] {
  const more = errors.length - shownErrors;
  return [
    ...(more > 0 ? [more === 1 ? '1 earlier one is in the log' : `${more} earlier ones are in the log`] : []),
    ...errors.slice(-shownErrors).map(plainLine),
  ];
}

function tokensLine({
  requests,
  input_tokens,
  cached_input_tokens,
  output_tokens,
}: Summary['usage']): string {
  const cached = cachedShare(input_tokens, cached_input_tokens);
  const input = `${countText(input_tokens)} in (${cached} cached)`;
  return `${input}, ${countText(output_tokens)} out, ${countOf(requests, 'request')}`;
}

/** What is charged for requests that may have been billed, although nobody said what they came to. */
function unreportedLines({ unreported }: Summary['usage']): string[] {
  if (unreported.requests === 0) return [];
  const { requests, input_tokens, output_tokens, cost_usd } = unreported;
  const cost = cost_usd === null ? '' : ` and ${moneyText(cost_usd)}`;
  const tokens = countOf(input_tokens + output_tokens, 'token');
  return [
    `${countOf(requests, 'request')} without a report: charged to the budgets with up to ${tokens}${cost}`,
  ];
}

function costLine({ cost_usd }: Summary['usage'], { prices, models }: RunOptions): string {
  const dates = Object.values(models).map((model) => prices[model]?.as_of ?? null);
  const [date = null] = dates;
  const isDated = cost_usd !== null && date !== null && dates.every((other) => other === date);
  return `${moneyText(cost_usd)}${isDated ? ` (prices of ${plainLine(date)})` : ''}`;
}

/** What agents cost is known as far as they say it. */
function agentCostLines({ agents }: Summary['usage']): string[] {
  if (agents === undefined || agents.cost_unknown === 0) return [];
  return [
    `what agents spent is unknown: ${agents.cost_unknown} of ${countOf(agents.calls, 'call')} did not say it`,
  ];
}

/** A branch that somebody stood on was left where it was. */
function branchLines(branch: string): string[] {
  const [, own] = /^(.+)-beside(?:-\d+)?$/.exec(branch) ?? [];
  const beside = own === undefined ? [] : [`${own} is or was checked out, and was left where it was`];
  return [branch, ...beside].map(plainLine);
}
