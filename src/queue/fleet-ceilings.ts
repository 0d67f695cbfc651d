import { openDatabase } from '../database/database.ts';

/** What all runs of a database together may spend in a day (UTC); null for no ceiling. */
export interface FleetCeilings {
  cost_usd: number | null;
  tokens: number | null;
}

/** What they have spent today, what their open requests may come to, and the ceilings. */
export interface FleetSpend {
  day: string;
  spent: { cost_usd: number; tokens: number };
  reserved: { cost_usd: number; tokens: number };
  ceilings: FleetCeilings;
}

/** Sets the ceilings for all workers from now on; one that is absent stays as it is. */
export async function setCeilings(url: string, { cost_usd, tokens }: Partial<FleetCeilings>): Promise<void> {
  const { pool } = await openDatabase(url);
  await pool.query(
    `INSERT INTO proofloop.ceilings (cost_usd, tokens) VALUES ($1, $2)
     ON CONFLICT (single) DO UPDATE SET
       cost_usd = CASE WHEN $3 THEN excluded.cost_usd ELSE ceilings.cost_usd END,
       tokens = CASE WHEN $4 THEN excluded.tokens ELSE ceilings.tokens END`,
    [cost_usd ?? null, tokens ?? null, cost_usd !== undefined, tokens !== undefined],
  );
}

/** What was spent on each of the last days, the newest first; today is always among them. */
export async function readSpend(url: string, days: number): Promise<FleetSpend[]> {
  const { pool } = await openDatabase(url);
  const found = await pool.query<
    Record<'cost' | 'tokens' | 'open_cost' | 'open_tokens', string> & { day: string }
  >(
    `SELECT d.day::text, coalesce(s.cost_usd, 0) AS cost, coalesce(s.tokens, 0) AS tokens,
       coalesce(r.cost, 0) AS open_cost, coalesce(r.tokens, 0) AS open_tokens
     FROM (SELECT (clock_timestamp() AT TIME ZONE 'utc')::date AS day UNION SELECT day FROM proofloop.spent) d
       LEFT JOIN (SELECT day, sum(cost_usd) AS cost_usd, sum(tokens) AS tokens FROM proofloop.spent GROUP BY day) s
         USING (day)
       LEFT JOIN (SELECT day, sum(cost_usd) AS cost, sum(tokens) AS tokens FROM proofloop.reservations GROUP BY day) r
         USING (day)
     ORDER BY d.day DESC LIMIT $1`,
    [days],
  );
  const limits = await pool.query<{ cost_usd: number | null; tokens: string | null }>(
    'SELECT cost_usd, tokens FROM proofloop.ceilings',
  );
  const [limit] = limits.rows;
  const ceilings = {
    cost_usd: limit?.cost_usd ?? null,
    tokens: limit?.tokens == null ? null : Number(limit.tokens),
  };
  return found.rows.map((row) => ({
    day: row.day,
    spent: { cost_usd: Number(row.cost), tokens: Number(row.tokens) },
    reserved: { cost_usd: Number(row.open_cost), tokens: Number(row.open_tokens) },
    ceilings,
  }));
}
