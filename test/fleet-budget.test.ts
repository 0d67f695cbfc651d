import type { Pool } from 'pg';
import { expect, test } from 'vitest';
import type { LoggedEvent } from '../src/core/events.ts';
import { ReservationRefused } from '../src/core/usage/reservation-refused.ts';
import type { Reservation } from '../src/core/usage/usage.ts';
import { callFunctions } from '../src/database/call-functions.ts';
import { openDatabase } from '../src/database/database.ts';
import { asRefusal, createFleetAccount } from '../src/queue/fleet-budget.ts';
import { readSpend, setCeilings } from '../src/queue/fleet-ceilings.ts';
import { runOptions } from './support/pure-run.ts';
import { useDatabase } from './support/use-database.ts';

const { url } = useDatabase();

const most: Reservation = { input_tokens: 700, output_tokens: 300, cost_usd: 0.5 };
const event = (name: string, payload: object) =>
  ({ seq: 1, ts: '', prev: '', event: name, payload }) as unknown as LoggedEvent;
const price = { input: 1, cached_input: 1, cache_write: null, output: 1, long_context: null, as_of: null };
const started = event('loop_started', { options: runOptions({ prices: { m: price } }) });
const usage = { input_tokens: 100, cached_input_tokens: 0, cache_write_tokens: 0, output_tokens: 50 };
const answered = event('model_response', { usage });

/** What writes events of a run does to its account, as the worker that has it does it. */
function budgetOf(pool: Pool, process: string, runId: string) {
  const account = createFleetAccount(runId);
  const write = async (...events: LoggedEvent[]): Promise<string> => {
    try {
      await callFunctions(pool, account.callsFor(process, events));
    } catch (error) {
      const refusal = asRefusal(error);
      if (refusal instanceof ReservationRefused) return refusal.reason;
      throw refusal;
    }
    account.written(events);
    return 'written';
  };
  return {
    write,
    request: (reserved = most) => write(started, event('model_request', { model: 'm', reserved })),
  };
}

type Budget = ReturnType<typeof budgetOf>;

/** Runs of which this process has the right to write, in a database that has spent nothing. */
async function runs(count: number, ceilings: { cost_usd: number | null; tokens: number | null }) {
  const { pool, presence } = await openDatabase(url());
  await pool.query('TRUNCATE proofloop.spent, proofloop.reservations, proofloop.writers');
  await setCeilings(url(), ceilings);
  const process = await presence();
  const ids = Array.from({ length: count }, (_none, index) => `run-${index}`);
  for (const id of ids) {
    await pool.query(
      'INSERT INTO proofloop.writers (run_id, token, process_id, pid) VALUES ($1, $1, $2, 1)',
      [id, process],
    );
  }
  return { pool, budgets: ids.map((id) => budgetOf(pool, process, id)) };
}

const count = (answers: readonly string[], wanted: string) => answers.filter((one) => one === wanted).length;

test.each([
  ['money', { cost_usd: 1.6, tokens: null }],
  ['tokens', { cost_usd: null, tokens: 3500 }],
])(
  'of twenty requests at once only as many go out as the ceiling in %s has room for',
  async (_name, ceilings) => {
    const { budgets } = await runs(20, ceilings);
    const answers = await Promise.all(budgets.map((budget) => budget.request()));
    expect([count(answers, 'written'), count(answers, 'wait')]).toEqual([3, 17]);
    // The control: without a ceiling all of them would.
    await budgets[answers.indexOf('written')]?.write(answered);
    const waiting = budgets.filter((_one, index) => answers[index] === 'wait');
    const again = await Promise.all(waiting.map((budget) => budget.request()));
    expect([count(again, 'written'), count(again, 'wait')]).toEqual([1, 16]);
    const [today] = await readSpend(url(), 1);
    expect(today).toMatchObject({
      spent: { cost_usd: 0.00015, tokens: 150 },
      reserved: { cost_usd: 1.5, tokens: 3000 },
    });
  },
);

test('without a ceiling nothing waits, and what is spent is known all the same', async () => {
  const { budgets } = await runs(20, { cost_usd: null, tokens: null });
  const answers = await Promise.all(budgets.map((budget) => budget.request()));
  expect(count(answers, 'written')).toBe(20);
});

test('what is spent leaves no room: the run stops for that budget', async () => {
  const { budgets } = await runs(2, { cost_usd: null, tokens: 1100 });
  expect(await budgets[0]?.request()).toBe('written');
  await budgets[0]?.write(answered);
  expect(await budgets[1]?.request()).toBe('token_budget_exhausted');
  await setCeilings(url(), { tokens: null, cost_usd: 0.4 });
  expect(await budgets[1]?.request()).toBe('cost_budget_exhausted');
  await setCeilings(url(), { cost_usd: null });
  expect(await budgets[1]?.request()).toBe('written');
});

test('an answer that is written with the next request makes room for it, and stays open where that is refused', async () => {
  const { budgets } = await runs(1, { cost_usd: null, tokens: 1100 });
  await budgets[0]?.request();
  const next = event('model_request', { model: 'another', reserved: { ...most, output_tokens: 250 } });
  expect(await budgets[0]?.write(answered, next)).toBe('written');
  expect((await readSpend(url(), 1))[0]).toMatchObject({ spent: { tokens: 150 }, reserved: { tokens: 950 } });
  // Its price is that of the model which gave it, whatever was asked for after it and refused.
  const { write, request } = (await runs(1, { cost_usd: null, tokens: 1100 })).budgets[0] as Budget;
  await request();
  await setCeilings(url(), { tokens: 160 });
  expect(await write(answered, next)).toBe('token_budget_exhausted');
  expect((await readSpend(url(), 1))[0]).toMatchObject({ spent: { tokens: 0 }, reserved: { tokens: 1000 } });
  await write(answered);
  expect((await readSpend(url(), 1))[0]).toMatchObject({ spent: { cost_usd: 0.00015, tokens: 150 } });
});

test('a request that a dead worker left open is charged as a whole when the next one is reserved', async () => {
  const { budgets } = await runs(1, { cost_usd: null, tokens: 2500 });
  await budgets[0]?.request();
  expect(await budgets[0]?.request()).toBe('written');
  const [today] = await readSpend(url(), 1);
  expect(today).toMatchObject({ spent: { tokens: 1000 }, reserved: { tokens: 1000 } });
  // One whose answer never came is charged where the run ends.
  await budgets[0]?.write(event('loop_stopped', {}));
  expect((await readSpend(url(), 1))[0]).toMatchObject({ spent: { tokens: 2000 }, reserved: { tokens: 0 } });
});

test('a worker that has lost the run reserves nothing, and a request without a price is not sent under a ceiling in money', async () => {
  const { pool, budgets } = await runs(1, { cost_usd: 10, tokens: null });
  expect(await budgets[0]?.request({ ...most, cost_usd: null })).toBe('unpriced');
  await pool.query(`UPDATE proofloop.writers SET process_id = 'another'`);
  await expect(budgets[0]?.request()).rejects.toThrow('another process has taken the run over');
  expect((await readSpend(url(), 1))[0]).toMatchObject({ spent: { tokens: 0 }, reserved: { tokens: 0 } });
});
