import type { LoggedEvent } from '../core/events.ts';
import { priceOf, type RunOptions } from '../core/options.ts';
import { ReservationRefused } from '../core/usage/reservation-refused.ts';
import { costOf } from '../core/usage/usage.ts';
import { raised } from '../database/functions.ts';
import type { DatabaseCall } from '../ports/run-place.ts';

/** Puts what requests came to in the place of what was reserved for them, and reserves the next one. */
export interface FleetAccount {
  /**
   * What the ceilings need of these events, to be called by the statement that writes them: each is counted exactly
   * once, whoever dies when. `processId` is the one that has the right to write them.
   */
  callsFor(processId: string, events: readonly LoggedEvent[]): DatabaseCall[];
  /** These events were written. */
  written(events: readonly LoggedEvent[]): void;
}

/** What a request came to, or what it can come to at most; null where nobody said it. */
interface Use {
  cost_usd: number | null;
  tokens: number | null;
}

const nothing: Use = { cost_usd: 0, tokens: 0 };

/** All that was reserved is charged. */
const unsaid: Use = { cost_usd: null, tokens: null };

/** What decides on what an answer costs: the prices in force, and the model that was asked. */
interface Terms {
  options: Pick<RunOptions, 'prices'>;
  model: string;
}

/** The account of one run, as long as one worker has it. */
export function createFleetAccount(runId: string): FleetAccount {
  let terms: Terms = { options: { prices: {} }, model: '' };
  return {
    callsFor(processId, events) {
      const uses: Use[] = [];
      let then = terms;
      for (const event of events) {
        then = termsAfter(then, event);
        const use = useOf(event, then);
        if (use !== null) uses.push(use);
      }
      // A request is the last line of those that are written with it: all others are settled before it is reserved.
      const wanted = events.map(mostOf).find((most) => most !== null) ?? null;
      if (uses.length === 0 && wanted === null) return [];
      const values = [runId, processId, JSON.stringify(uses), wanted && JSON.stringify(wanted)];
      return [{ name: 'proofloop.account', values }];
    },
    written(events) {
      terms = events.reduce(termsAfter, terms);
    },
  };
}

function termsAfter(terms: Terms, { event, payload }: LoggedEvent): Terms {
  switch (event) {
    case 'loop_started':
    case 'loop_resumed':
      return { ...terms, options: payload.options };
    case 'model_request':
      return { ...terms, model: payload.model };
    default:
      return terms;
  }
}

/** What an event says that a request came to; null where it says nothing of one. */
function useOf({ event, payload }: LoggedEvent, { options, model }: Terms): Use | null {
  switch (event) {
    case 'model_response': {
      const { usage } = payload;
      if (usage === null) return unsaid;
      const price = priceOf(options as RunOptions, model);
      const cost_usd = price === null ? 0 : costOf(usage, price);
      return { cost_usd, tokens: usage.input_tokens + usage.output_tokens };
    }
    case 'model_error':
      return payload.may_be_billed ? unsaid : nothing;
    case 'agent_result': {
      const { usage } = payload;
      const tokens = (usage?.input_tokens ?? 0) + (usage?.output_tokens ?? 0);
      return { cost_usd: usage?.cost_usd ?? 0, tokens };
    }
    case 'loop_completed':
    case 'loop_stopped':
    case 'loop_failed':
      return unsaid;
    default:
      return null;
  }
}

/** What is reserved for the request that an event announces; null for none. What an agent's call will cost, nobody knows. */
function mostOf({ event, payload }: LoggedEvent): Use | null {
  if (event === 'agent_request') return nothing;
  if (event !== 'model_request') return null;
  const { input_tokens, output_tokens, cost_usd } = payload.reserved;
  return { cost_usd, tokens: input_tokens + output_tokens };
}

/** The error of a statement whose reservation was refused, as whoever writes the lines knows it; any other as it is. */
export function asRefusal(error: unknown): unknown {
  const { code, message } = error as { code?: string; message?: string };
  if (code !== raised.refusedReservation) return error;
  switch (message) {
    case 'wait':
    case 'unpriced':
      return new ReservationRefused(message);
    case 'cost':
      return new ReservationRefused('cost_budget_exhausted');
    case 'tokens':
      return new ReservationRefused('token_budget_exhausted');
    default:
      return new Error('another process has taken the run over', { cause: error });
  }
}
