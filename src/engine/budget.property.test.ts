import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  logged,
  loopResumed,
  type PlayedRun,
  type PureWorld,
  playOn,
  playRun,
  runOptions,
  textAnswer,
  toolAnswer,
} from '../../test/support/pure-run.ts';
import { coderOutput, plannerOutput, testerOutput } from '../../test/support/role-outputs.ts';
import type { LoggedEvent } from '../core/events.ts';
import { forkEvents } from '../core/fork-events.ts';
import type { ModelAnswer, ModelError, TokenUsage } from '../core/model/model-wire.ts';
import type { Price, RunOptions } from '../core/options.ts';
import type { Role } from '../core/role.ts';
import { costOf } from '../core/usage/usage.ts';
import { replay } from './replay.ts';

const price: Price = {
  input: 1,
  cached_input: 0.05,
  cache_write: 1.25,
  output: 5,
  long_context: { above_input_tokens: 20_000, input_factor: 2, output_factor: 1.5 },
  as_of: null,
};

const count = fc.oneof(fc.nat(3000), fc.nat(60_000), fc.nat(3_000_000));
/** Any numbers, such as no server should report too: more cached than there was, more than was allowed. */
const usage: fc.Arbitrary<TokenUsage | null> = fc.option(
  fc.record({
    input_tokens: count,
    cached_input_tokens: count,
    cache_write_tokens: count,
    output_tokens: count,
  }),
  { freq: 6 },
);

const outputs: Record<Role, () => object> = {
  planner: plannerOutput,
  coder: coderOutput,
  tester: () => testerOutput({ tests_passed: false }),
};
const content = fc.constantFrom('output', 'output', 'tools', 'nonsense');
const error: fc.Arbitrary<ModelError> = fc.record({
  kind: fc.constantFrom('rate_limited', 'away', 'server_error', 'transport', 'rejected'),
  http_status: fc.constant(null),
  message: fc.constant('no'),
  retry_after_ms: fc.constant(null),
  may_be_billed: fc.boolean(),
});
const said = fc.oneof(
  { weight: 5, arbitrary: fc.record({ content, usage }) },
  { weight: 1, arbitrary: error },
);

const limits = fc.record({
  max_tokens: fc.constantFrom(0, 20_000, 60_000, 300_000),
  max_cost_usd: fc.constantFrom(0, 0.05, 0.4, 2),
  max_output_tokens: fc.constantFrom({}, { m: 100 }, { m: 5000 }),
});

/** What befalls a run: how far it comes before, and under which limits it then goes on. */
const turn = fc.record({ kind: fc.constantFrom('crash', 'fork'), at: fc.nat(), limits });

const life = fc.record({
  said: fc.array(said, { minLength: 1, maxLength: 12 }),
  trees: fc.array(fc.constantFrom('tree-1', 'tree-2', 'tree-3', 'tree-4'), { minLength: 1, maxLength: 4 }),
  limits,
  turns: fc.array(turn, { maxLength: 4 }),
});

function answerOf(drawn: { content: string; usage: TokenUsage | null }, role: Role): ModelAnswer {
  const answers: Record<string, () => ModelAnswer> = {
    output: () => textAnswer(outputs[role]()),
    tools: () => toolAnswer('look'),
    nonsense: () => textAnswer('Hm.'),
  };
  return { ...(answers[drawn.content]?.() ?? textAnswer('')), usage: drawn.usage };
}

interface Step {
  options: RunOptions;
  run: PlayedRun;
  /** Events that stood there before this step began. */
  inherited: number;
}

/** The run, and each run that came of it by a crash at some event, or by a fork at some iteration. */
function live({
  said: list,
  trees,
  limits: first,
  turns,
}: typeof life extends fc.Arbitrary<infer L> ? L : never) {
  let [position, grown] = [0, 0];
  const world: PureWorld = {
    model: (role) => {
      const drawn = list[position++ % list.length];
      if (drawn === undefined) throw new Error('nothing is drawn');
      return 'kind' in drawn ? drawn : answerOf(drawn, role);
    },
    tree: () => trees[grown++ % trees.length] ?? 'tree-1',
    stopAfterEvents: 400,
  };
  const optionsWith = (chosen: typeof first) =>
    runOptions({ ...chosen, prices: { m: price }, max_steps: 4, max_iterations: 4, evidence: 'claimed' });
  const start = optionsWith(first);
  const steps: Step[] = [{ options: start, run: playRun(start, world), inherited: 0 }];
  for (const { kind, at, limits: next } of turns) {
    const { run } = steps.at(-1) as Step;
    const kept = kind === 'crash' ? cutAt(run.events, at) : forkedAt(run.events, at);
    const options = optionsWith(next);
    steps.push({ options, run: playOn(kept, loopResumed(options), world), inherited: kept.length });
  }
  return steps;
}

function cutAt(events: LoggedEvent[], at: number): LoggedEvent[] {
  return events.slice(0, 1 + (at % events.length));
}

function forkedAt(events: LoggedEvent[], at: number): LoggedEvent[] {
  const closed = events.flatMap(({ event, payload }) =>
    event === 'iteration_finished' || event === 'iteration_failed' ? [payload.iteration] : [],
  );
  const iteration = closed[at % Math.max(1, closed.length)];
  if (iteration === undefined) return cutAt(events, at);
  const copied =
    forkEvents(events, iteration, { runId: 'r1', branch: 'b', logPath: '/home/runs/r1/loop.jsonl' }) ?? [];
  return copied.map(({ event, at: time }, index) => logged(event, index + 1, time));
}

interface Bill {
  tokens: number;
  usd: number;
}

/** What each request of a log came to, from its events alone: as reported, else as reserved, else nothing. */
function bills(events: readonly LoggedEvent[]) {
  return events.flatMap(({ event, payload }, index) => {
    if (event !== 'model_request') return [];
    const { reserved } = payload;
    const worst = { tokens: reserved.input_tokens + reserved.output_tokens, usd: reserved.cost_usd ?? 0 };
    return [{ index, worst, billed: billedBy(events[index + 1], worst) }];
  });
}

function billedBy(next: LoggedEvent | undefined, worst: Bill): Bill {
  if (next?.event === 'model_error' && !next.payload.may_be_billed) return { tokens: 0, usd: 0 };
  if (next?.event !== 'model_response' || next.payload.usage === null) return worst;
  const { usage: used } = next.payload;
  return { tokens: used.input_tokens + used.output_tokens, usd: costOf(used, price) };
}

function sumOf(list: readonly Bill[]): Bill {
  const nothing: Bill = { tokens: 0, usd: 0 };
  return list.reduce((sum, bill) => ({ tokens: sum.tokens + bill.tokens, usd: sum.usd + bill.usd }), nothing);
}

test('nothing spends beyond a ceiling by more than was reported beyond the reservation of the last call', () => {
  let [stops, excesses, requests] = [0, 0, 0];
  fc.assert(
    fc.property(life, (drawn) => {
      for (const { options, run, inherited } of live(drawn)) {
        let before: Bill = { tokens: 0, usd: 0 };
        for (const { index, worst, billed } of bills(run.events)) {
          const after = { tokens: before.tokens + billed.tokens, usd: before.usd + billed.usd };
          if (index >= inherited) {
            requests += 1;
            const tokenCeiling = options.max_tokens || Number.POSITIVE_INFINITY;
            const costCeiling = (options.max_cost_usd || Number.POSITIVE_INFINITY) + 1e-9;
            expect(before.tokens + worst.tokens).toBeLessThanOrEqual(tokenCeiling);
            expect(before.usd + worst.usd).toBeLessThanOrEqual(costCeiling);
            const excess = {
              tokens: Math.max(0, billed.tokens - worst.tokens),
              usd: Math.max(0, billed.usd - worst.usd),
            };
            if (after.tokens > tokenCeiling) excesses += 1;
            expect(after.tokens).toBeLessThanOrEqual(tokenCeiling + excess.tokens);
            expect(after.usd).toBeLessThanOrEqual(costCeiling + excess.usd);
          }
          before = after;
        }
        const closing = run.events.at(-1);
        if (closing?.event === 'loop_stopped' && /_budget_/.test(closing.payload.stop_reason ?? ''))
          stops += 1;
      }
    }),
    { numRuns: 500 },
  );
  // Were no budget ever near its end, nothing would be shown.
  expect(stops).toBeGreaterThan(100);
  expect(excesses).toBeGreaterThan(50);
  expect(requests).toBeGreaterThan(1000);
});

/** A share of what was reserved: of the input, of it from the cache, of the rest written to it, of the output. */
const shares = fc.tuple(...Array.from({ length: 4 }, () => fc.constantFrom(0, 0.2, 0.9, 1)));

test('a server that keeps to what it was asked for never takes a run beyond a ceiling', () => {
  let largest = 0;
  fc.assert(
    fc.property(fc.array(shares, { minLength: 1, maxLength: 8 }), limits, (drawn, chosen) => {
      let position = 0;
      const options = runOptions({ ...chosen, prices: { m: price }, max_steps: 20 });
      const { events } = playRun(options, {
        model: (_role, _iteration, _attempt, { input_tokens: most, output_tokens: longest }) => {
          const [input = 0, cached = 0, written = 0, output = 0] = drawn[position++ % drawn.length] ?? [];
          const input_tokens = Math.floor(most * input);
          const cached_input_tokens = Math.floor(input_tokens * cached);
          const cache_write_tokens = Math.floor((input_tokens - cached_input_tokens) * written);
          const output_tokens = Math.floor(longest * output);
          return {
            ...toolAnswer(`look ${position}`),
            usage: { input_tokens, cached_input_tokens, cache_write_tokens, output_tokens },
          };
        },
        stopAfterEvents: 400,
      });
      const total = sumOf(bills(events).map(({ billed }) => billed));
      expect(total.tokens).toBeLessThanOrEqual(options.max_tokens || Number.POSITIVE_INFINITY);
      expect(total.usd).toBeLessThanOrEqual((options.max_cost_usd || Number.POSITIVE_INFINITY) + 1e-9);
      if (options.max_cost_usd > 0) largest = Math.max(largest, total.usd / options.max_cost_usd);
    }),
    { numRuns: 300 },
  );
  // Nor does it stop far before.
  expect(largest).toBeGreaterThan(0.98);
});

test('what the summary says was used is the sum of what was reported and of what is charged beside it', () => {
  fc.assert(
    fc.property(life, (drawn) => {
      for (const { run } of live(drawn)) {
        const closing = run.events.at(-1);
        if (closing?.event !== 'loop_stopped' && closing?.event !== 'loop_failed') continue;
        const { usage: told } = closing.payload;
        const { tokens: total } = sumOf(bills(run.events).map(({ billed }) => billed));
        const { unreported } = told;
        const tokens = told.input_tokens + told.output_tokens;
        expect(tokens + unreported.input_tokens + unreported.output_tokens).toBe(total);
      }
    }),
    { numRuns: 200 },
  );
});

test('every reservation, and every stop for want of budget, replays identically', () => {
  fc.assert(
    fc.property(life, (drawn) => {
      for (const { run } of live(drawn)) expect(replay(run.events).divergence).toBeNull();
    }),
    { numRuns: 100 },
  );
});
