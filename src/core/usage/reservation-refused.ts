import type { BudgetReason } from '../summary-schema.ts';

/**
 * A request was not announced, as the fleet's ceilings have no room for it: `wait` where others' open requests have to be
 * heard of first, `unpriced` where a ceiling in money can't be held. Nothing was written; the log can go on.
 */
export class ReservationRefused extends Error {
  readonly reason: 'wait' | 'unpriced' | BudgetReason;

  constructor(reason: ReservationRefused['reason']) {
    super(
      reason === 'unpriced'
        ? 'the fleet has a ceiling in money, which can\'t be held: the price of the model is not known; add it under "prices" in the configuration of the workers, or lift the ceiling with --fleet-max-cost 0/day'
        : `the fleet's ceilings have no room for the next request (${reason})`,
    );
    this.reason = reason;
  }
}
