import type { EventName, NewEvent, Payload } from './events.ts';
import type { Check } from './evidence/next-evidence.ts';
import type { Overlay } from './evidence/overlay.ts';
import type { BesideStep } from './evidence/side-by-side.ts';
import { type CheckPlace, placeOf } from './evidence/suite-runs.ts';
import type { FunctionCall, ModelRequest } from './model/model-wire.ts';
import { currentStep } from './role-call.ts';
import type { RoleCall, RunState } from './state.ts';
import { failureName, type StepKind, type StepPlace } from './steps.ts';

/** The one next step of a run: a fact to record, or something to do in the world. */
export type Decision =
  | { kind: 'record'; event: NewEvent }
  | (Announced<'call_model', 'model_request'> & { request: ModelRequest })
  | (Announced<'run_tool', 'tool_call'> & { call: RoleCall })
  /** `prompt` is all that the agent is told at first. */
  | (Announced<'call_agent', 'agent_request'> & { call: RoleCall; prompt: string })
  | Announced<'set_up', 'setup_started'>
  | (Announced<'check', 'check_started'> & { overlay: Overlay; times: number })
  | StartChecks
  /** `open` are those that run side by side. */
  | { kind: 'await_check'; place: { iteration: number }; open: readonly CheckPlace[] }
  | { kind: 'drop_checks'; place: StepPlace<'drop_checks'> }
  /** Build the trees that the evidence about the run's tree is measured on. */
  | { kind: 'build_trees'; place: StepPlace<'build_trees'> }
  | { kind: 'checkpoint'; place: StepPlace<'checkpoint'> }
  /** `until` in milliseconds since the epoch. */
  | { kind: 'wait'; until: number }
  | { kind: 'end' };

/** The decision for a step of these kinds. */
export type Step<Kind extends StepKind> = Extract<Decision, { kind: Kind }>;

/** A step that acts upon the world, so that it stands somewhere in the run and has an outcome. */
export type WorldStep = Extract<Decision, { place: unknown }>;

/** A step with the event that is written before it is done; `place` is what that has in common with its outcome. */
interface Announced<Kind extends StepKind, Intent extends EventName> {
  kind: Kind;
  place: StepPlace<Kind>;
  intent: { event: Intent; payload: Payload<Intent> };
}

/** Nothing tells that these checks have begun but their announcement. */
interface StartChecks {
  kind: 'start_checks';
  place: { iteration: number };
  intent: { event: 'checks_ahead'; payload: Payload<'checks_ahead'> };
  checks: readonly Check[];
}

/** The event that must follow at once on a decision; null where none does. */
export function eventOf(decision: Decision): NewEvent | null {
  if (decision.kind === 'record') return decision.event;
  return 'intent' in decision ? decision.intent : null;
}

export function toolStep(call: RoleCall, toolCall: FunctionCall, state: RunState): Decision {
  const { call_id, name, arguments: text } = toolCall;
  const place = { iteration: numberOf(state), role: call.role, step: currentStep(call), call_id };
  const payload = { ...place, name, arguments: text };
  return { kind: 'run_tool', place, intent: { event: 'tool_call', payload }, call };
}

/** The setup for the manifests of `tree`, and those of every other tree with the same key. */
export function setupStep(state: RunState, tree: string, dependenciesKey: string): Decision {
  const place = { iteration: numberOf(state), tree, dependencies_key: dependenciesKey };
  const payload = { ...place, commands: [...state.options.setup] };
  return { kind: 'set_up', place, intent: { event: 'setup_started', payload } };
}

export function checkStep(check: Check, state: RunState): Step<'check'> {
  const { overlay, times = 1 } = check;
  const place = { iteration: numberOf(state), ...placeOf(check) };
  return { kind: 'check', place, intent: { event: 'check_started', payload: place }, overlay, times };
}

/** The step for checks that run side by side. */
export function besideStep(step: BesideStep, state: RunState): Decision {
  const iteration = numberOf(state);
  if (step.kind === 'await_check') return { ...step, place: { iteration }, open: state.openChecks };
  if (step.kind === 'build_trees') return treeStep(step.kind, state);
  const checks = step.checks.map(placeOf);
  if (step.kind === 'drop_checks') return { kind: step.kind, place: { iteration, checks } };
  const intent = { event: 'checks_ahead', payload: { iteration, checks } } as const;
  return { ...step, place: { iteration }, intent };
}

/** A step for the run's tree as it stands. */
export function treeStep(kind: 'build_trees' | 'checkpoint', state: RunState): Decision {
  return { kind, place: { iteration: numberOf(state), tree: state.tree } };
}

/** The event of a step that can't be done, so that its iteration fails; null for one that never fails for good. */
export function failureOf(step: WorldStep, message: string): NewEvent | null {
  const name = failureName(step.kind, step.place);
  if (name === null) return null;
  const error = `${whatFailed(step)}: ${message}`;
  return { event: 'step_failed', payload: { iteration: step.place.iteration, step: name, error } };
}

function whatFailed(step: WorldStep): string {
  switch (step.kind) {
    case 'run_tool': {
      const { role, name } = step.intent.payload;
      return `${role}: the tool call ${name} could not be carried out`;
    }
    case 'call_agent':
      return `${step.place.role}: the agent's work could not be taken over`;
    case 'set_up':
      return 'the setup could not be carried out';
    case 'build_trees':
      return "the base's tests could not be put back";
    case 'check':
    case 'start_checks':
    case 'await_check':
    case 'drop_checks':
      return 'the verification could not be carried out';
    case 'checkpoint':
      return 'the work could not be committed';
    case 'call_model':
      return 'the model could not be asked';
  }
}

function numberOf(state: RunState): number {
  return state.iteration?.number ?? 0;
}
