import type { EventName, NewEvent, Payload } from './events.ts';
import type { Role } from './role.ts';

/** What a kind of step is to the log. */
export interface StepDefinition {
  /** The event that announces it; null where it is done without, since doing it twice comes to the same. */
  intent: EventName | null;
  /** The events that tell what it came to. An aborted step has none, and is decided anew. */
  outcomes: readonly EventName[];
  /** Where in the run it stands: the fields that its events have in common. */
  place: readonly string[];
  /** The events that may tell of it while it is under way. */
  meanwhile?: readonly EventName[];
  /** What `step_failed` calls it; `its role`: planner, coder or tester; null: it can't fail for good by itself. */
  failsAs: Exclude<FailedStep, Role> | 'its role' | null;
  /**
   * Whether all that was recorded is on disk when the world is acted upon. `before`: it is before the step begins.
   * `beside`: while the step is made ready, so that whoever performs it waits. `later`: nothing but lines follows.
   */
  disk: 'before' | 'beside' | 'later';
}

/** Each kind of step that a run consists of. What stands in a log follows from this table and from `decide`. */
export const steps = {
  /** A fact that follows from the state alone. */
  record: { intent: null, outcomes: [], place: [], failsAs: null, disk: 'later' },
  call_model: {
    intent: 'model_request',
    outcomes: ['model_response', 'model_error'],
    place: ['iteration', 'role', 'step', 'attempt'],
    failsAs: null,
    disk: 'before',
  },
  run_tool: {
    intent: 'tool_call',
    outcomes: ['tool_result'],
    place: ['iteration', 'role', 'step', 'call_id'],
    failsAs: 'its role',
    disk: 'beside',
  },
  /** An agent does all of a role's work. */
  call_agent: {
    intent: 'agent_request',
    outcomes: ['agent_result'],
    place: ['iteration', 'role', 'attempt'],
    meanwhile: ['agent_update', 'role_retry'],
    failsAs: 'its role',
    disk: 'before',
  },
  set_up: {
    intent: 'setup_started',
    outcomes: ['setup_result'],
    place: ['iteration', 'tree', 'dependencies_key'],
    failsAs: 'setup',
    disk: 'before',
  },
  build_trees: {
    intent: null,
    outcomes: ['evidence_trees'],
    place: ['iteration', 'tree'],
    failsAs: 'verification',
    disk: 'before',
  },
  check: {
    intent: 'check_started',
    outcomes: ['check_result'],
    place: ['iteration', 'check', 'tree', 'commands'],
    failsAs: 'verification',
    disk: 'before',
  },
  /** Several checks begin side by side; what each comes to is awaited by itself. */
  start_checks: {
    intent: 'checks_ahead',
    outcomes: [],
    place: ['iteration'],
    failsAs: 'verification',
    disk: 'before',
  },
  /** Whichever of them is the first to come to something. */
  await_check: {
    intent: null,
    outcomes: ['check_result'],
    place: ['iteration'],
    failsAs: 'verification',
    disk: 'before',
  },
  drop_checks: {
    intent: null,
    outcomes: ['checks_dropped'],
    place: ['iteration', 'checks'],
    failsAs: 'verification',
    disk: 'before',
  },
  checkpoint: {
    intent: null,
    outcomes: ['checkpoint'],
    place: ['iteration', 'tree'],
    failsAs: 'checkpoint',
    disk: 'before',
  },
  wait: { intent: null, outcomes: [], place: [], failsAs: null, disk: 'before' },
  end: { intent: null, outcomes: [], place: [], failsAs: null, disk: 'before' },
} as const satisfies Record<string, StepDefinition>;

export type StepKind = keyof typeof steps;

const kinds = Object.keys(steps) as StepKind[];

/** What `step_failed` names. */
type FailedStep = Payload<'step_failed'>['step'];

type OutcomeName<Kind extends StepKind> = (typeof steps)[Kind]['outcomes'][number];

/** Where in the run a step of this kind stands, as each of its events says. */
export type StepPlace<Kind extends StepKind> = Pick<
  Payload<OutcomeName<Kind>>,
  Extract<keyof Payload<OutcomeName<Kind>>, (typeof steps)[Kind]['place'][number]>
>;

/** What a step of this kind came to. */
export type Outcome<Kind extends StepKind> = Extract<NewEvent, { event: OutcomeName<Kind> }>;

/** Events that come from outside, whatever the run is doing. */
const fromOutside: ReadonlySet<EventName> = new Set(['stop_requested', 'log_recovered', 'loop_resumed']);

/** Events with which an iteration is over. */
const iterationEnds: ReadonlySet<EventName> = new Set(['iteration_finished', 'iteration_failed']);

const intents: ReadonlySet<EventName> = new Set(
  Object.values(steps).flatMap(({ intent }) => (intent === null ? [] : [intent])),
);

export function isFromOutside(event: EventName): boolean {
  return fromOutside.has(event);
}

/** Whether the world is acted upon as soon as this event is recorded. */
export function isIntent(event: EventName): boolean {
  return intents.has(event);
}

/** Whether this event begins or ends the work of a process on a run, so that no later line would bring it to the disk. */
function isStartOrEnd(event: EventName): boolean {
  return event.startsWith('loop_') || event.startsWith('judge_');
}

/** Whether this event, with all before it, must be on disk as soon as it is recorded; others wait for the next such one. */
export function isFirstOnDisk(event: EventName): boolean {
  return isIntent(event) || isStartOrEnd(event);
}

/** Whether the log's head is kept elsewhere too once this event is on disk: often enough, and not at every step. */
export function isMilestone(event: EventName): boolean {
  return iterationEnds.has(event) || isStartOrEnd(event);
}

/** Whether a line is written before a step of this kind is done; before any other, what was recorded has to be on disk. */
export function beginsWithLine(kind: StepKind): boolean {
  return steps[kind].intent !== null || steps[kind].disk === 'later';
}

/** The name under which a step of this kind at `place` is recorded as failed for good; null where it never is. */
export function failureName(kind: StepKind, place: { iteration?: number; role?: Role }): FailedStep | null {
  const { failsAs } = steps[kind];
  return failsAs === 'its role' ? (place.role ?? null) : failsAs;
}

/** The kind of step that this event announces; null where it announces none. */
export function announcedBy(event: EventName): StepKind | null {
  return kinds.find((kind) => steps[kind].intent === event) ?? null;
}

const meanwhileEvents: ReadonlySet<EventName | undefined> = new Set(
  kinds.flatMap((kind) => (steps[kind] as StepDefinition).meanwhile ?? []),
);

/** Whether this event may tell of some step while that is under way. */
export function mayBeToldMeanwhile(event: Pick<NewEvent, 'event'> | undefined): boolean {
  return meanwhileEvents.has(event?.event);
}

/** Whether this event may tell of a step of this kind while that is under way. */
export function isToldMeanwhile(kind: StepKind, place: object, { event, payload }: NewEvent): boolean {
  const { meanwhile = [], place: fields }: StepDefinition = steps[kind];
  const [expected, told]: Record<string, unknown>[] = [{ ...place }, { ...payload }];
  return meanwhile.includes(event) && fields.every((field) => told?.[field] === expected?.[field]);
}

/**
 * Whether this event may tell what a step of this kind has come to. `place` is where that stands in the run, or the
 * payload of the event that announced it.
 */
export function isOutcomeOf(kind: StepKind, place: object, { event, payload }: NewEvent): boolean {
  const expected: Record<string, unknown> & { iteration?: number; role?: Role } = { ...place };
  if (event === 'step_failed') {
    return payload.iteration === expected.iteration && payload.step === failureName(kind, expected);
  }
  const { outcomes, place: fields }: StepDefinition = steps[kind];
  const told: Record<string, unknown> = { ...payload };
  return (
    outcomes.includes(event) &&
    fields.every((field) => JSON.stringify(told[field]) === JSON.stringify(expected[field]))
  );
}

/** Whether this event may be what a step came to that no event announces. */
export function isUnannouncedOutcome({ event, payload }: NewEvent): boolean {
  return kinds.some((kind) => {
    const { intent, outcomes, failsAs }: StepDefinition = steps[kind];
    if (intent !== null) return false;
    return event === 'step_failed' ? payload.step === failsAs : outcomes.includes(event);
  });
}
