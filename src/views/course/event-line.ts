import type { LoggedEvent } from '../../core/events.ts';
import { durationText } from '../text/amounts.ts';
import { plainLine } from '../text/plain-text.ts';

/** One event of a log in a line, as a list shows it. */
export interface EventLine {
  seq: number;
  ts: string;
  event: LoggedEvent['event'];
  /** The role or the part of the program that it is about; null for the run as a whole. */
  who: string | null;
  text: string;
}

const shownCharacters = 300;

export function eventLine(logged: LoggedEvent): EventLine {
  const { seq, ts, event, payload } = logged;
  const who = 'role' in payload ? payload.role : (speakers[event] ?? null);
  return { seq, ts, event, who, text: plainLine(wordsOf(logged).slice(0, shownCharacters)) };
}

const speakers: Partial<Record<LoggedEvent['event'], string>> = {
  planner_output: 'planner',
  coder_output: 'coder',
  tester_output: 'tester',
  check_started: 'measuring',
  check_result: 'measuring',
  checks_ahead: 'measuring',
  checks_dropped: 'measuring',
  setup_started: 'measuring',
  setup_result: 'measuring',
  verification_result: 'measuring',
  gate_evaluated: 'gates',
};

function wordsOf({ event, payload }: LoggedEvent): string {
  switch (event) {
    case 'loop_started':
      return payload.task;
    case 'iteration_started':
      return `iteration ${payload.iteration}`;
    case 'tool_call':
      return `${payload.name} ${payload.arguments}`;
    case 'tool_result':
      return `${payload.exit_code === null ? '' : `exit code ${payload.exit_code}, `}${durationText(payload.duration_ms)}: ${payload.output}`;
    case 'planner_output':
    case 'coder_output':
    case 'tester_output':
      return payload.summary;
    case 'role_retry':
    case 'step_failed':
    case 'iteration_failed':
      return payload.error;
    case 'model_error':
      return payload.message;
    case 'check_started':
      return payload.check;
    case 'checks_ahead':
      return `side by side: ${payload.checks.map(({ check }) => check).join(', ')}`;
    case 'checks_dropped':
      return `no longer needed: ${payload.checks.map(({ check }) => check).join(', ')}`;
    case 'check_result':
      return `${payload.check}: ${payload.runs.map((run) => run.map(({ exit_code }) => exit_code ?? 'ended').join(', ')).join('; ')}`;
    case 'verification_result':
      return [payload.verdict, ...payload.reasons].join(': ');
    case 'gate_evaluated':
      return payload.gates.map(({ name, met }) => `${met ? '✓' : '✗'} ${name}`).join('  ');
    case 'checkpoint':
      return `${payload.files.length} files differ from the base`;
    case 'loop_completed':
    case 'loop_stopped':
    case 'loop_failed':
      return payload.stop_reason ?? payload.phase;
    case 'role_started':
      return payload.agent ?? payload.model;
    case 'agent_request':
      return payload.agent;
    case 'agent_update':
      return `${payload.kind}: ${payload.text}`;
    case 'agent_result':
      return payload.failure?.message ?? `${payload.stop_reason}: ${payload.answer}`;
    case 'model_request':
      return payload.model;
    case 'repetition_noticed':
      return payload.message;
    default:
      return '';
  }
}
