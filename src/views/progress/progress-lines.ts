import type { EventName, LoggedEvent, Payload } from '../../core/events.ts';
import type { RunState } from '../../core/state.ts';
import type { Summary } from '../../core/summary-schema.ts';
import { judgementReport, nothingKnown, verdictLine } from '../judgement/judgement-report.ts';
import { gateLines } from '../summary/gate-lines.ts';
import { outcomeLine } from '../summary/outcome.ts';
import { countOf } from '../text/amounts.ts';
import { fitColumns } from '../text/fit-columns.ts';
import { atMost, progressSection } from '../text/labelled-lines.ts';
import { plainLine } from '../text/plain-text.ts';
import { wrapLine } from '../text/wrap-line.ts';
import { changedItemLines, coderLines, plannerLines, testerLines } from './role-output-lines.ts';
import { judgeStartLines, limitsText, startLines } from './start-lines.ts';
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
  'loop_stopped',
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

/** What an event is told with. */
interface Telling {
  /** The state before the event, and after it. */
  before: RunState;
  after: RunState;
  ts: string;
}

const lines: { [Name in EventName]: (payload: Payload<Name>, telling: Telling) => string[] } = {
  loop_started: (payload) => startLines(payload),
  judge_started: (payload) => judgeStartLines(payload),
  judge_finished: (payload, { after }) => [
    '',
    verdictLine(judgementReport(after, nothingKnown)),
    ...payload.reasons.map(plainLine),
  ],
  loop_resumed: (payload) => {
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
  },
  log_recovered: (payload) => {
    return [
      `a torn last line was cut from the log; its ${countOf(payload.cut_bytes, 'byte')} are kept in ` +
        plainLine(payload.kept_as),
    ];
  },
  iteration_started: (payload, { after }) => [
    '',
    `iteration ${payload.iteration} of ${after.options.max_iterations}`,
  ],
  role_started: (payload) => progressSection(payload.role, [`starts with ${plainLine(payload.model)}`]),
  role_retry: (payload, { ts }) => progressSection(payload.role, [retryLine(payload, Date.parse(ts))]),
  context_cut: (payload) => progressSection(payload.role, [contextCutLine(payload)]),
  model_fallback: (payload) => progressSection(payload.role, [fallbackLine(payload)]),
  tool_call: (payload) => progressSection(payload.role, [toolCallLine(payload.name, payload.arguments)]),
  tool_result: (payload, { before }) => progressSection(payload.role, toolResultLines(payload, before)),
  repetition_noticed: (payload) => progressSection(payload.role, [repetitionLine(payload)]),
  planner_output: (payload) => plannerLines(payload),
  coder_output: (payload) => coderLines(payload),
  tester_output: (payload) => testerLines(payload),
  step_failed: (payload) => progressSection('failed', [plainLine(payload.error)]),
  checkpoint: (payload) => progressSection('tree', [checkpointLine(payload)]),
  setup_started: (payload) =>
    progressSection('setup', [
      `installs the dependencies of ${shortId(payload.tree)} on a checkout of its own`,
    ]),
  setup_result: (payload) => progressSection('setup', setupLines(payload)),
  evidence_trees: () => [],
  check_started: (payload) => progressSection('verify', [checkStartedLine(payload)]),
  check_result: (payload) => progressSection('verify', checkLines(payload)),
  verification_result: (payload) => progressSection('verify', verificationLines(payload)),
  gate_evaluated: (payload) => progressSection('gates', gateLines(payload.gates)),
  iteration_finished: (_payload, { after }) => progressSection('so far', [spentLine(after)]),
  iteration_failed: (payload, { after }) => {
    const count = payload.consecutive_failures > 1 ? ` (${payload.consecutive_failures} in a row)` : '';
    return [
      ...progressSection('so far', [spentLine(after)]),
      `iteration ${payload.iteration} failed${count}`,
    ];
  },
  stop_requested: (payload) => {
    return [`${payload.signal}: stopping; what is done so far is kept`];
  },
  loop_completed: (payload) => ['', outcomeLine(payload)],
  loop_stopped: (payload) => ['', ...refusalLines(payload), outcomeLine(payload)],
  loop_failed: (payload) => ['', outcomeLine(payload)],
  model_request: () => [],
  model_response: () => [],
  model_error: () => [],
};

/** What the endpoint said, and how to mend it, where that has ended the run. */
function refusalLines({ refusal, errors }: Summary): string[] {
  const last = errors.at(-1);
  return refusal === undefined || last === undefined ? [] : [plainLine(last)];
}

function eventLines(before: RunState, after: RunState, { event, payload, ts }: LoggedEvent): string[] {
  // Sound by the table's type: an event's name and its payload belong together.
  const tell = lines[event] as (payload: LoggedEvent['payload'], telling: Telling) => string[];
  return tell(payload, { before, after, ts });
}
