import { askToFinish } from '../core/agent/agent-prompt.ts';
import type { AgentUpdate } from '../core/agent/agent-wire.ts';
import type { Step } from '../core/decision.ts';
import type { NewEvent } from '../core/events.ts';
import { readAgentAnswer } from '../core/role-call.ts';
import type { Outcome } from '../core/steps.ts';
import type { Snapshot, View } from '../ports/view.ts';
import { failedForRoom } from './failed-for-room.ts';
import type { StepContext } from './step-context.ts';
import { dependenciesKeyAfter, snapshotOf } from './view-after.ts';

/** Has an agent do a role's work in the role's view; resolves with what it came to, and with the tree after it. */
export async function callAgent(
  step: Step<'call_agent'>,
  context: StepContext,
): Promise<Outcome<'call_agent'>> {
  const { world, views } = context;
  const { call, place } = step;
  const view = await views.viewFor(call, place.iteration);
  const startedAt = world.clock.now();
  try {
    const report = await work(step, view, context);
    const duration_ms = Math.max(0, Math.round(world.clock.now() - startedAt));
    const snapshot = await snapshotAfter(view, context);
    const dependencies_key = await dependenciesKeyAfter(call.role, context, snapshot);
    const { tree = null, refused = [], undelivered = [] } = snapshot ?? {};
    const measured = { duration_ms, tree, refused, undelivered, dependencies_key };
    return { event: 'agent_result', payload: { ...place, ...report, ...measured } };
  } catch (error) {
    await views.closeAll();
    throw error;
  }
}

/** Lets it work, and records what it tells meanwhile; what can't be recorded ends it. */
async function work(
  { call, place, intent, prompt }: Step<'call_agent'>,
  view: View,
  { world, record, signal }: StepContext,
) {
  const unwritten = new AbortController();
  let writing = Promise.resolve();
  const write = (event: NewEvent) => {
    writing = writing.then(() => record(event));
    writing.catch((error) => unwritten.abort(error));
  };
  const order = {
    agent: intent.payload.agent,
    role: call.role,
    view,
    prompt,
    maxSteps: call.maxSteps,
    repairsLeft: intent.payload.repairs_left,
    finish: askToFinish(call.maxSteps),
    objection: (answer: string) => {
      const reading = readAgentAnswer(call.role, answer);
      return reading.kind === 'unusable' ? reading.error : null;
    },
    tell: (update: AgentUpdate) => write({ event: 'agent_update', payload: { ...place, ...update } }),
    askedAgain: (error: string) =>
      write({ event: 'role_retry', payload: { ...place, error, delay_ms: 0, waits: false, stated: false } }),
  };
  const report = await world.worker.work(order, AbortSignal.any([signal, unwritten.signal]));
  await writing;
  return report;
}

/** The files as they are when the agent is gone; where they fill the disk, they are laid out anew, and nothing is kept. */
async function snapshotAfter(view: View, { world, views }: StepContext): Promise<Snapshot | null> {
  try {
    const snapshot = await snapshotOf(view, []);
    if (world.isDiskFull()) throw new Error('The disk is full.');
    return snapshot;
  } catch (error) {
    if (!failedForRoom(error, world)) throw error;
    await views.discardAll();
    return null;
  }
}
