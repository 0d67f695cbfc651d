import type { LoggedEvent } from '../../core/events.ts';
import type { RunState } from '../../core/state.ts';
import { gateLines } from '../summary/gate-lines.ts';
import { outcomeLine } from '../summary/outcome.ts';
import { countOf } from '../text/amounts.ts';
import { fitColumns } from '../text/fit-columns.ts';
import { atMost, progressSection } from '../text/labelled-lines.ts';
import { plainLine } from '../text/plain-text.ts';
import { wrapLine } from '../text/wrap-line.ts';
import { changedItemLines, coderLines, plannerLines, testerLines } from './role-output-lines.ts';
import { limitsText, startLines } from './start-lines.ts';
import {
  checkLines,
  checkpointLine,
  checkStartedLine,
  contextCutLine,
  fallbackLine,
  repetitionLine,
  retryLine,
  setupLines,
  shortId,
  spentLine,
  toolResultLines,
  verificationLines,
} from './step-lines.ts';
import { toolCallLine } from './tool-call-line.ts';

const shownRows = 8;

/** What a person has to read to its end, as it says what stands in the way; all else is cut to one row. */
const toldWhole: readonly string[] = [
  'step_failed',
  'role_retry',
  'context_cut',
  'model_fallback',
  'verification_result',
];

/**
 * Tells one event of a run's log to a person, in plain lines of at most `columns`; none where it says nothing new.
 * `before` is the state that the events so far left, null at first; `state` the one after this event.
 */
export function progressLines(
  before: RunState | null,
  state: RunState,
  event: LoggedEvent,
  columns = 100,
): string[] {
  const lines = [
    ...eventLines(before ?? state, state, event),
    ...changedItemLines(before?.items ?? [], state.items),
  ];
  const isWhole = toldWhole.includes(event.event);
  return lines.flatMap((line) => (isWhole ? rowsOf(line, columns) : [fitColumns(line, columns)]));
}

function rowsOf(line: string, columns: number): string[] {
  return atMost(shownRows, wrapLine(line, columns)).map((row) => fitColumns(row, columns));
}

function eventLines(before: RunState, after: RunState, { event, payload, ts }: LoggedEvent): string[] {
  switch (event) {
    case 'loop_started':
      return startLines(payload);
    case 'loop_resumed':
      if (payload.accepted_changes !== null) {
        return [
          `run ${plainLine(payload.run_id)} is decided again, without a model`,
          ...progressSection('allowed', payload.accepted_changes.map(plainLine)),
        ];
      }
      return [
        `run ${plainLine(payload.run_id)} goes on`,
        ...progressSection('limits', [limitsText(payload.options)]),
      ];
    case 'log_recovered':
      return [
        `a torn last line was cut from the log; its ${countOf(payload.cut_bytes, 'byte')} are kept in ` +
          plainLine(payload.kept_as),
      ];
    case 'iteration_started':
      return ['', `iteration ${payload.iteration} of ${after.options.max_iterations}`];
    case 'role_started':
      return progressSection(payload.role, [`starts with ${plainLine(payload.model)}`]);
    case 'role_retry':
      return progressSection(payload.role, [retryLine(payload, Date.parse(ts))]);
    case 'context_cut':
      return progressSection(payload.role, [contextCutLine(payload)]);
    case 'model_fallback':
      return progressSection(payload.role, [fallbackLine(payload)]);
    case 'tool_call':
      return progressSection(payload.role, [toolCallLine(payload.name, payload.arguments)]);
    case 'tool_result':
      return progressSection(payload.role, toolResultLines(payload, before));
    case 'repetition_noticed':
      return progressSection(payload.role, [repetitionLine(payload)]);
    case 'planner_output':
      return plannerLines(payload);
    case 'coder_output':
      return coderLines(payload);
    case 'tester_output':
      return testerLines(payload);
    case 'step_failed':
      return progressSection('failed', [plainLine(payload.error)]);
    case 'checkpoint':
      return progressSection('tree', [checkpointLine(payload)]);
    case 'setup_started':
      return progressSection('setup', [
        `installs the dependencies of ${shortId(payload.tree)} on a checkout of its own`,
      ]);
    case 'setup_result':
      return progressSection('setup', setupLines(payload));
    case 'evidence_trees':
      return [];
    case 'check_started':
      return progressSection('verify', [checkStartedLine(payload)]);
    case 'check_result':
      return progressSection('verify', checkLines(payload));
    case 'verification_result':
      return progressSection('verify', verificationLines(payload));
    case 'gate_evaluated':
      return progressSection('gates', gateLines(payload.gates));
    case 'iteration_finished':
      return progressSection('so far', [spentLine(after)]);
    case 'iteration_failed': {
      const count = payload.consecutive_failures > 1 ? ` (${payload.consecutive_failures} in a row)` : '';
      return [
        ...progressSection('so far', [spentLine(after)]),
        `iteration ${payload.iteration} failed${count}`,
      ];
    }
    case 'stop_requested':
      return [`${payload.signal}: stopping; what is done so far is kept`];
    case 'loop_completed':
    case 'loop_stopped':
    case 'loop_failed':
      return ['', outcomeLine(payload)];
    case 'model_request':
    case 'model_response':
    case 'model_error':
      return [];
  }
}
