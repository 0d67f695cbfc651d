import type { CheckKind, LoggedEvent, Payload } from '../../core/events.ts';
import type { CheckPlace } from '../../core/evidence/suite-runs.ts';
import type { Role } from '../../core/role.ts';
import { retryLine } from '../progress/step-lines.ts';
import { toolCallLine } from '../progress/tool-call-line.ts';
import { type GateStanding, gateStandings } from '../summary/gate-standings.ts';
import { plainLine } from '../text/plain-text.ts';

/** What is under way, since when (milliseconds since the epoch). */
export interface Activity {
  label: Role | 'verify' | 'setup' | 'run';
  words: string;
  since: number;
}

/** A run of the verify commands that has begun. */
export interface OpenCheck {
  check: CheckKind;
  tree: string;
  /** Of those since the last verdict, counted from 1. */
  number: number;
  since: number;
}

/** What the live view tells of a run and the run's state does not hold; a fold of the log. */
export interface LiveCourse {
  /** What a role, a setup or the run itself does now; null where nothing is known to be under way. */
  activity: Activity | null;
  checks: readonly OpenCheck[];
  /** Runs of the verify commands since the last verdict, and how many the last verdict took; null before one. */
  checksBegun: number;
  checksOfVerdict: number | null;
  /** How long the verify commands took on the base, in its last run that was not remembered; null where none was. */
  baseMs: number | null;
  gates: readonly GateStanding[];
  /** When the last event happened. */
  at: number;
}

export const noCourse: LiveCourse = {
  activity: null,
  checks: [],
  checksBegun: 0,
  checksOfVerdict: null,
  baseMs: null,
  gates: [],
  at: 0,
};

export function liveCourseOf(events: readonly LoggedEvent[]): LiveCourse {
  return events.reduce(followCourse, noCourse);
}

/** The course after one more event. */
export function followCourse(course: LiveCourse, logged: LoggedEvent): LiveCourse {
  const at = Date.parse(logged.ts);
  return { ...course, ...changesOf(course, logged, at), at };
}

function changesOf(course: LiveCourse, logged: LoggedEvent, at: number): Partial<LiveCourse> {
  const { event, payload } = logged;
  switch (event) {
    case 'check_started':
      return beginChecks(course, [payload], at);
    case 'checks_ahead':
      return beginChecks(course, payload.checks, at);
    case 'checks_dropped':
      return { checks: payload.checks.reduce(withoutOpen, course.checks) };
    case 'check_result':
      return endCheck(course, payload);
    case 'verification_result':
      return { checksBegun: 0, checksOfVerdict: course.checksBegun || null, activity: null };
    case 'gate_evaluated':
      return { gates: gateStandings([logged], course.gates), activity: null };
    case 'loop_resumed':
    case 'loop_completed':
    case 'loop_stopped':
    case 'loop_failed':
    case 'judge_finished':
      return { activity: null, checks: [], checksBegun: 0 };
    default: {
      const activity = activityOf(logged, at);
      return activity === undefined ? {} : { activity };
    }
  }
}

/** Undefined where an event says nothing of what is under way. */
function activityOf({ event, payload }: LoggedEvent, since: number): Activity | null | undefined {
  switch (event) {
    case 'role_started':
      return {
        label: payload.role,
        words: `begins with ${plainLine(payload.agent ?? payload.model)}`,
        since,
      };
    case 'agent_request':
      return { label: payload.role, words: `${plainLine(payload.agent)} works`, since };
    case 'agent_update':
      return { label: payload.role, words: `${payload.kind}: ${plainLine(payload.text)}`, since };
    case 'agent_result':
      return { label: payload.role, words: 'its files are taken, and its answer is read', since };
    case 'model_request':
      return {
        label: payload.role,
        words: `waits for ${plainLine(payload.model)}, step ${payload.step}`,
        since,
      };
    case 'model_response':
      return { label: payload.role, words: 'reads the answer', since };
    case 'role_retry':
      return { label: payload.role, words: retryLine(payload, since), since };
    case 'tool_call':
      return { label: payload.role, words: toolCallLine(payload.name, payload.arguments), since };
    case 'tool_result':
      return { label: payload.role, words: 'has the output, and goes on', since };
    case 'setup_started':
      return { label: 'setup', words: payload.commands.map(plainLine).join('; '), since };
    case 'planner_output':
    case 'coder_output':
    case 'tester_output':
    case 'setup_result':
    case 'step_failed':
    case 'iteration_finished':
    case 'iteration_failed':
      return null;
    case 'stop_requested':
      return { label: 'run', words: 'is stopping; what is done so far is kept', since };
    default:
      return undefined;
  }
}

function beginChecks(
  { checks, checksBegun }: LiveCourse,
  begun: readonly CheckPlace[],
  since: number,
): Partial<LiveCourse> {
  const added = begun.map(({ check, tree }, index) => ({
    check,
    tree,
    number: checksBegun + 1 + index,
    since,
  }));
  return { checks: [...checks, ...added], checksBegun: checksBegun + begun.length };
}

function withoutOpen(
  checks: readonly OpenCheck[],
  { check, tree }: Pick<CheckPlace, 'check' | 'tree'>,
): readonly OpenCheck[] {
  const ended = checks.findIndex((open) => open.check === check && open.tree === tree);
  return checks.filter((_, index) => index !== ended);
}

function endCheck(
  { checks, baseMs }: LiveCourse,
  { check, tree, cached, runs }: Payload<'check_result'>,
): Partial<LiveCourse> {
  const last = runs.at(-1);
  const isBase = check === 'baseline' && !cached && last !== undefined;
  return {
    checks: withoutOpen(checks, { check, tree }),
    baseMs: isBase ? last.reduce((sum, { duration_ms }) => sum + duration_ms, 0) : baseMs,
  };
}
