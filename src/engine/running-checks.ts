import type { Check } from '../core/evidence/next-evidence.ts';
import { type CheckPlace, isSameCheck, placeOf } from '../core/evidence/suite-runs.ts';
import type { Outcome } from '../core/steps.ts';
import { type CheckContext, runCheck } from './run-check.ts';

/** Checks that run side by side in this process. */
export interface RunningChecks {
  /** Makes a check at once; `measure` is told how many others ran at the same time so far, at most. */
  measure<Result>(measure: (beside: () => number) => Promise<Result>): Promise<Result>;
  /**
   * Begins a check, and resolves once it is measured or remembered, without waiting for what it comes to. What a role
   * does meanwhile counts as one other, and goes before it. Never rejects.
   */
  start(check: Check & { iteration: number }, context: CheckContext): Promise<void>;
  /** What the first of them that has not been told of came to; rejects as that one did, or where none runs. */
  next(): Promise<Outcome<'check'>>;
  /** What one of them came to that has ended well and has not been told of; null where there is none. */
  ended(): Promise<Outcome<'check'> | null>;
  /** Ends these; resolves when nothing of them runs any more. Never rejects. */
  drop(checks: readonly CheckPlace[]): Promise<void>;
  dropAll(): Promise<void>;
}

interface RunningCheck {
  place: CheckPlace;
  controller: AbortController;
  hasEnded: boolean;
  /** Never rejects. */
  ended: Promise<() => Outcome<'check'>>;
}

export function createRunningChecks(): RunningChecks {
  /** In the order in which they ended, and before that in which they began. */
  let checks: RunningCheck[] = [];
  /** How many others each that runs now has had beside it so far, at most. */
  const loads = new Set<{ beside: number }>();

  function enter(beside: number): { beside: number } {
    const load = { beside };
    loads.add(load);
    for (const other of loads) other.beside = Math.max(other.beside, loads.size - 1);
    return load;
  }

  function take(check: RunningCheck): void {
    checks = checks.filter((other) => other !== check);
  }

  async function drop(dropped: readonly RunningCheck[]): Promise<void> {
    for (const check of dropped) {
      take(check);
      check.controller.abort(new Error('the check was dropped'));
    }
    await Promise.all(dropped.map(({ ended }) => ended));
  }

  return {
    async measure(measure) {
      const load = enter(0);
      try {
        return await measure(() => load.beside);
      } finally {
        loads.delete(load);
      }
    },
    start({ iteration, overlay, times = 1, ...check }, context) {
      const place = { iteration, ...placeOf(check) };
      const controller = new AbortController();
      const isBesideRole = Boolean(context.state.iteration?.roleCall);
      const load = enter(isBesideRole ? 1 : 0);
      const signal = AbortSignal.any([context.signal, controller.signal]);
      const priority = isBesideRole ? { priority: 'low' as const } : {};
      const measuring = Promise.withResolvers<void>();
      const ended = runCheck(
        { place, overlay, times },
        { ...context, ...priority, signal },
        { beside: () => load.beside, measures: measuring.resolve },
      )
        .finally(() => loads.delete(load))
        .then(
          (outcome) => {
            running.hasEnded = true;
            return () => outcome;
          },
          (error) => () => {
            throw error;
          },
        );
      const running: RunningCheck = { place, controller, hasEnded: false, ended };
      checks.push(running);
      return Promise.race([measuring.promise, ended.then(() => undefined)]);
    },
    async ended() {
      const found = checks.find(({ hasEnded }) => hasEnded);
      if (found === undefined) return null;
      take(found);
      return (await found.ended)();
    },
    async next() {
      if (checks.length === 0) throw new Error('no check is running');
      const first = await Promise.race(checks.map(async (check) => ({ check, outcome: await check.ended })));
      take(first.check);
      return first.outcome();
    },
    drop: (places) => {
      const left = [...places];
      return drop(
        checks.filter(({ place }) => {
          const at = left.findIndex((other) => isSameCheck(other, place));
          if (at !== -1) left.splice(at, 1);
          return at !== -1;
        }),
      );
    },
    dropAll: () => drop(checks),
  };
}
