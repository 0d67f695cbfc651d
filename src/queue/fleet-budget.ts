import type { LoggedEvent } from '../core/events.ts';
import { priceOf, type RunOptions } from '../core/options.ts';
import { costOf } from '../core/usage/usage.ts';
import { openDatabase, type Queryable } from '../database/database.ts';
import { patiently } from '../database/patiently.ts';
import type { FleetBudget } from '../ports.ts';

/** The ceilings of a database, as a run's requests are reserved in them. */
export function createFleetBudget(url: string, runId: string): FleetBudget {
  return {
    async reserve({ input_tokens, output_tokens, cost_usd }) {
      const database = await openDatabase(url);
      const terms = [runId, await database.presence(), cost_usd, input_tokens + output_tokens];
      // Sent anew it charges what it had reserved before: too much rather than too little.
      const found = await patiently(() =>
        database.pool.query<{ answer: string }>('SELECT proofloop.reserve($1, $2, $3, $4) AS answer', terms),
      );
      switch (found.rows[0]?.answer) {
        case 'reserved':
          return 'reserved';
        case 'wait':
          return 'wait';
        case 'cost':
          return 'cost_budget_exhausted';
        case 'tokens':
          return 'token_budget_exhausted';
        case 'unpriced':
          throw new Error(
            'the fleet has a ceiling in money, which can\'t be held: the price of the model is not known; add it under "prices" in the configuration of the workers, or lift the ceiling with --fleet-max-cost 0/day',
          );
        default:
          throw new Error('another process has taken the run over');
      }
    },
  };
}

/** Puts what requests came to in the place of what was reserved for them. */
export interface FleetAccount {
  /** Within the transaction that writes these events: each is counted exactly once, whoever dies when. */
  settle(transaction: object, events: readonly LoggedEvent[]): Promise<void>;
}

/** What a request came to; null where nobody said it, so that all that was reserved is charged. */
type Use = { cost_usd: number; tokens: number } | null;

const nothing: Use = { cost_usd: 0, tokens: 0 };

/** The account of one run, as long as one worker has it. */
export function createFleetAccount(runId: string): FleetAccount {
  let prices: Pick<RunOptions, 'prices'> = { prices: {} };
  let model = '';

  /** Undefined where an event says nothing of a request. */
  function useOf({ event, payload }: LoggedEvent): Use | undefined {
    switch (event) {
      case 'loop_started':
      case 'loop_resumed':
        prices = payload.options;
        return undefined;
      case 'model_request':
        model = payload.model;
        return undefined;
      case 'model_response': {
        const { usage } = payload;
        if (usage === null) return null;
        const price = priceOf(prices as RunOptions, model);
        const cost_usd = price === null ? 0 : costOf(usage, price);
        return { cost_usd, tokens: usage.input_tokens + usage.output_tokens };
      }
      case 'model_error':
        return payload.may_be_billed ? null : nothing;
      case 'agent_result': {
        const { usage } = payload;
        const tokens = (usage?.input_tokens ?? 0) + (usage?.output_tokens ?? 0);
        return { cost_usd: usage?.cost_usd ?? 0, tokens };
      }
      case 'loop_completed':
      case 'loop_stopped':
      case 'loop_failed':
        return null;
      default:
        return undefined;
    }
  }

  return {
    async settle(transaction, events) {
      for (const event of events) {
        const use = useOf(event);
        if (use !== undefined) await charge(transaction as Queryable, runId, use);
      }
    },
  };
}

/** Nothing happens where nothing is reserved: it was charged as a whole by whoever went on. */
async function charge(to: Queryable, runId: string, use: Use): Promise<void> {
  await to.query(
    // A row for each run: nobody waits for another one's transaction.
    `WITH freed AS (DELETE FROM proofloop.reservations WHERE run_id = $1 RETURNING day, cost_usd, tokens)
     INSERT INTO proofloop.spent AS s (day, run_id, cost_usd, tokens)
     SELECT day, $1, coalesce($2, cost_usd), coalesce($3, tokens) FROM freed
     ON CONFLICT (day, run_id) DO UPDATE
       SET cost_usd = s.cost_usd + excluded.cost_usd, tokens = s.tokens + excluded.tokens`,
    [runId, use?.cost_usd ?? null, use?.tokens ?? null],
  );
}
