import type { LoggedEvent, Payload } from '../../core/events.ts';
import { fold } from '../../core/fold/fold.ts';
import type { OutputItem } from '../../core/model/model-wire.ts';
import type { CoderOutput, PlannerOutput, Role, TesterOutput } from '../../core/role.ts';
import type { RunState } from '../../core/state.ts';
import { durationText } from '../text/amounts.ts';
import { exitText } from '../text/command-end.ts';
import { plainText } from '../text/plain-text.ts';
import { progressLines } from './progress-lines.ts';
import { toolCallText } from './tool-call-line.ts';

/** Which part of a run is told, and how much of it. */
export interface RunLogView {
  /** Null for all roles, and what the run itself does between them. */
  role: Role | null;
  /** Null for all iterations. */
  iteration: number | null;
  /** Whole patches and outputs of commands; else the end of those that failed. */
  output: boolean;
}

/** What was said and done in a run, in words: every command, answer, measurement and decision, in order. */
export function runLogLines(events: readonly LoggedEvent[], view: RunLogView): string[] {
  let state: RunState | null = null;
  return events.flatMap((event, index) => {
    const before: RunState | null = state;
    const after = fold(before, event);
    state = after;
    if (!isAsked(event, view)) return [];
    const told = conversationLines(event, events[index + 1], view.output);
    return told ?? progressLines(before, after, event, Number.POSITIVE_INFINITY);
  });
}

function isAsked({ event, payload }: LoggedEvent, { role, iteration }: RunLogView): boolean {
  if (iteration !== null && !('iteration' in payload && payload.iteration === iteration)) return false;
  return role === null || event === `${role}_output` || ('role' in payload && payload.role === role);
}

/** What a role said and did, in full; null for an event that progress tells well enough. */
function conversationLines(
  { event, payload }: LoggedEvent,
  next: LoggedEvent | undefined,
  output: boolean,
): string[] | null {
  switch (event) {
    case 'model_response':
      return block(payload.role, wordsOf(payload.output, isAnswer(next)));
    case 'tool_call':
      return block(payload.role, toolCallText(payload.name, payload.arguments, output));
    case 'tool_result':
      return output ? indented(`${toolEnd(payload)}\n${payload.output}`) : null;
    case 'planner_output':
      return block('planner', plannerWords(payload));
    case 'coder_output':
      return block('coder', coderWords(payload));
    case 'tester_output':
      return block('tester', testerWords(payload));
    case 'check_result':
      return output && !payload.cached ? payload.runs.flat().flatMap(commandWords) : null;
    case 'setup_result':
      return output && !payload.cached ? payload.commands.flatMap(commandWords) : null;
    default:
      return null;
  }
}

function isAnswer(next: LoggedEvent | undefined): boolean {
  return next?.event.endsWith('_output') === true;
}

/** The texts of an answer; the last one is left out where the next event tells it as the role's output. */
function wordsOf(output: readonly OutputItem[], isTold: boolean): string {
  const texts = output.flatMap((item) => {
    if (item.type === 'reasoning') return item.summary.flatMap(summaryText);
    if (item.type !== 'message') return [];
    return [item.content.map((part) => (part.type === 'output_text' ? part.text : part.refusal)).join('')];
  });
  return (isTold ? texts.slice(0, -1) : texts).join('\n');
}

function summaryText(part: unknown): string[] {
  const text = (part as { text?: unknown } | null)?.text;
  return typeof text === 'string' ? [text] : [];
}

function toolEnd({ exit_code, timed_out, duration_ms }: Payload<'tool_result'>): string {
  return exit_code === null && !timed_out
    ? `after ${durationText(duration_ms)}`
    : `${exitText({ exit_code, timed_out })} after ${durationText(duration_ms)}`;
}

interface EndedCommand {
  command: string;
  exit_code: number | null;
  timed_out: boolean;
  duration_ms: number;
  output: string;
}

function commandWords({ command, duration_ms, output, ...end }: EndedCommand): string[] {
  return [
    ...block('verify', `${exitText(end)} after ${durationText(duration_ms)}: ${command}`),
    ...indented(output),
  ];
}

function plannerWords({ summary, done_flag, tasks }: PlannerOutput): string {
  return [
    summary,
    ...tasks.flatMap(({ task_id, title, status, notes }) => [
      `${status}: ${task_id} ${title}`,
      ...(notes.trim() === ''
        ? []
        : notes
            .trim()
            .split('\n')
            .map((line) => `  ${line}`)),
    ]),
    ...(done_flag ? ['says that nothing beyond the listed items is needed'] : []),
  ].join('\n');
}

function coderWords({ summary, notes, completed_task_ids, pending_task_ids }: CoderOutput): string {
  const ids = (words: string, list: readonly string[]) =>
    list.length === 0 ? [] : [`${words}: ${list.join(', ')}`];
  const said = [summary, notes].filter((text) => text.trim() !== '');
  return [...said, ...ids('done', completed_task_ids), ...ids('pending', pending_task_ids)].join('\n');
}

function testerWords({
  summary,
  tests_passed,
  test_command,
  failures,
  follow_up_tasks,
}: TesterOutput): string {
  return [
    `says ${tests_passed ? 'passed' : 'failed'}: ${summary}`,
    ...(test_command === '' ? [] : [`tested with: ${test_command}`]),
    ...failures.map((failure) => `- ${failure}`),
    ...follow_up_tasks.map(
      ({ task_id, title, notes }) => `then: ${task_id} ${title}${notes.trim() === '' ? '' : `\n  ${notes}`}`,
    ),
  ].join('\n');
}

const labelColumns = 10;

/** A text under one label, every line of it: `  coder     $ npm test`. */
function block(label: string, text: string): string[] {
  return linesOf(text).map((line, index) => `  ${(index === 0 ? label : '').padEnd(labelColumns)}${line}`);
}

function indented(text: string): string[] {
  return linesOf(text).map((line) => `${' '.repeat(labelColumns + 4)}${line}`.trimEnd());
}

function linesOf(text: string): string[] {
  const lines = plainText(text)
    .split('\n')
    .map((line) => line.trimEnd());
  while (lines.at(-1) === '') lines.pop();
  return lines[0] === '' && lines.length === 1 ? [] : lines.filter((line, index) => line !== '' || index > 0);
}
