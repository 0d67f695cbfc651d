import type { Phase } from './summary-schema.ts';

const onward: Record<Phase, readonly Phase[]> = {
  idle: ['planning'],
  planning: ['planning', 'coding'],
  coding: ['planning', 'testing'],
  testing: ['planning', 'completed'],
  completed: [],
  stopped: [],
  failed: [],
};

/** The phase after a step; throws where the state machine has no such transition. */
export function transition(from: Phase, to: Phase): Phase {
  const ends = to === 'stopped' || to === 'failed';
  const allowed = ends ? !isClosed(from) : onward[from].includes(to);
  if (!allowed) throw new Error(`no transition from phase ${from} to ${to}`);
  return to;
}

/** Whether a run in this phase has had its closing event. */
export function isClosed(phase: Phase): boolean {
  return phase === 'completed' || phase === 'stopped' || phase === 'failed';
}
