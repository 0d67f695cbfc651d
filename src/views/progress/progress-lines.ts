import type { EventName, LoggedEvent, Payload } from '../../core/events.ts';
import type { RunState } from '../../core/state.ts';
import type { Summary } from '../../core/summary-schema.ts';
import { judgementReport, nothingKnown, verdictLine } from '../judgement/judgement-report.ts';
import { gateLines } from '../summary/gate-lines.ts';
import { outcomeLine } from '../summary/outcome.ts';
import { countOf } from '../text/amounts.ts';
import { firstLine } from '../text/first-line.ts';
import { fitColumns } from '../text/fit-columns.ts';
import { progressSection } from '../text/labelled-lines.ts';
import { plainLine } from '../text/plain-text.ts';
import { brokenRows, wrapLine } from '../text/wrap-line.ts';
import { agentResultLines, agentUpdateLines } from './agent-lines.ts';
import { changedItemLines, coderLines, plannerLines, testerLines } from './role-output-lines.ts';
import { judgeStartLines, limitsText, startLines } from './start-lines.ts';
import {
  checkLines,
  checkpointLine,
  contextCutLine,
  fallbackLine,
  repetitionLine,
  retryLine,
  setupLines,
  shortId,
  spentLine,
  toolResultLines,
} from './step-lines.ts';
import { toolCallLine } from './tool-call-line.ts';
import { verdictLines } from './verdict-lines.ts';

const shownRows = 8;

/** After them it is told what was spent. */
const endOfRole: readonly EventName[] = ['planner_output', 'coder_output', 'tester_output'];

/** What models ask for can be of any length; all else is read to its end. */
const rowsOfCall = 3;

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
    ...(endOfRole.includes(event.event) ? spentLines(state) : []),
  ];
  const most = event.event === 'tool_call' ? rowsOfCall : shownRows;
  return lines.flatMap((line) => rowsOf(line, columns, most));
}

/** The line in at most so many rows; a word that is longer than one, such as a path, goes on in the next. */
function rowsOf(line: string, columns: number, most: number): string[] {
  const rows = wrapLine(line, columns).flatMap((row) => brokenRows(row, columns));
  const shown = rows.slice(0, most);
  if (rows.length > most) shown[most - 1] = fitColumns(`${shown[most - 1]} ...`, columns);
  return shown;
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
  loop_resumed: (payload, { before }) => {
    if (payload.accepted_changes !== null) {
      return [
        `run ${plainLine(payload.run_id)} is decided again, without a model`,
        ...progressSection('allowed', payload.accepted_changes.map(plainLine)),
      ];
    }
    return [
      `run ${plainLine(payload.run_id)} in ${plainLine(payload.options.workspace)} goes on`,
      ...progressSection('task', [firstLine(before.task)]),
      ...progressSection('note', payload.note === null ? [] : [firstLine(payload.note)]),
      ...progressSection('stands', [standingText(before)]),
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
  role_started: ({ role, agent, model }) =>
    progressSection(role, [
      agent === undefined ? `starts with ${plainLine(model)}` : `starts with the agent ${plainLine(agent)}`,
    ]),
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
  check_started: () => [],
  checks_ahead: () => [],
  checks_dropped: () => [],
  check_result: (payload, { before }) => progressSection('verify', checkLines(payload, before)),
  verification_result: (payload, { before }) => progressSection('verify', verdictLines(payload, before)),
  gate_evaluated: (payload) => progressSection('gates', gateLines(payload.gates)),
  iteration_finished: (_payload, { after }) => spentLines(after),
  iteration_failed: (payload, { after }) => {
    const count = payload.consecutive_failures > 1 ? ` (${payload.consecutive_failures} in a row)` : '';
    return [...spentLines(after), `iteration ${payload.iteration} failed${count}`];
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
  agent_request: () => [],
  agent_update: (payload) => progressSection(payload.role, agentUpdateLines(payload)),
  agent_result: (payload) => progressSection(payload.role, agentResultLines(payload)),
};

function spentLines(state: RunState): string[] {
  return progressSection('spent', [spentLine(state)]);
}

/** Where a run was left. */
function standingText({ iteration, options, phase }: RunState): string {
  const at = `iteration ${iteration?.number ?? 0} of ${options.max_iterations}`;
  return iteration?.closed == null ? `${phase}, ${at}` : `after ${at}`;
}

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
