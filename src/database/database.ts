import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Pool, PoolClient } from 'pg';
import { isConnectionError } from './patiently.ts';
import { makeTables } from './tables.ts';

/** What statements are sent to: the database, or a transaction in it. */
export type Queryable = Pick<PoolClient, 'query'>;

/** One database, as this process reaches it. */
export interface Database {
  /** For a person: without user, password and parameters. */
  name: string;
  pool: Pool;
  /** How often a statement has failed since the database could not be reached. */
  troubles(): number;
  /** This process, as others see it there while it beats: its id is made known and kept alive from the first call on. */
  presence(): Promise<string>;
  /** This process under a new id, as a worker with room for so many runs at once. */
  renewPresence(concurrency: number): Promise<string>;
  close(): Promise<void>;
}

/** How often a process says that it is there. */
const beatMs = 1000;

/** After so long without a word a process counts as gone, by the database's clock. */
export const goneAfterSeconds = 5;

const opened = new Map<string, Promise<Database>>();

/**
 * The database at a URL, with the tables of this program. All that asks for the same URL shares its connections, which
 * keep no process from ending. Rejects with a sentence where it can't be reached.
 */
export function openDatabase(url: string): Promise<Database> {
  const there = opened.get(url);
  if (there !== undefined) return there;
  const opening = connect(url, () => opened.delete(url));
  opened.set(url, opening);
  // One that could not be reached may be reached by the next who asks.
  opening.catch(() => opened.delete(url));
  return opening;
}

/** Has the pool count what fails for want of a connection; gives what tells the count. */
function countTroubles(pool: Pool): () => number {
  let troubles = 0;
  const query: (...given: unknown[]) => Promise<unknown> = pool.query.bind(pool) as never;
  const counted = (...given: unknown[]) =>
    query(...given).catch((error: unknown) => {
      if (isConnectionError(error)) troubles += 1;
      throw error;
    });
  // Nothing here uses the form with a callback, which gives no promise.
  pool.query = counted as never;
  return () => troubles;
}

/** The database of a URL in words, without what must not be shown. */
export function databaseName(url: string): string {
  try {
    const { host, pathname } = new URL(url);
    return `postgresql://${host}${pathname}`;
  } catch {
    return 'the database';
  }
}

async function connect(url: string, forget: () => void): Promise<Database> {
  const name = databaseName(url);
  const { Pool } = await import('pg');
  const pool = new Pool({
    connectionString: url,
    max: 10,
    allowExitOnIdle: true,
    connectionTimeoutMillis: 10_000,
    // A process that is frozen within a transaction must not hold the others up.
    idle_in_transaction_session_timeout: 3000,
  });
  // A connection that breaks while nobody uses it is replaced when it is needed.
  pool.on('error', () => {});
  try {
    await makeTables(pool);
  } catch (error) {
    await pool.end();
    throw new Error(`${name} can't be used (${reasonOf(error)}); see --database-url`, { cause: error });
  }
  return { name, pool, troubles: countTroubles(pool), ...presenceIn(pool, forget) };
}

/**
 * Says that a process is there. One that counts as gone stays so under this id: others may have taken its runs, and must
 * not meet it again.
 */
export async function beat(pool: Pool, id: string): Promise<void> {
  await pool.query(
    `UPDATE proofloop.processes SET beat_at = clock_timestamp()
     WHERE id = $1 AND beat_at > clock_timestamp() - interval '${goneAfterSeconds} seconds'`,
    [id],
  );
}

function presenceIn(pool: Pool, forget: () => void): Pick<Database, 'presence' | 'renewPresence' | 'close'> {
  let present: { id: Promise<string>; timer: NodeJS.Timeout } | null = null;

  async function appear(id: string, concurrency: number | null): Promise<string> {
    await pool.query(
      `INSERT INTO proofloop.processes (id, pid, host, concurrency, beat_at)
       VALUES ($1, $2, $3, $4, clock_timestamp())`,
      [id, process.pid, hostname(), concurrency],
    );
    return id;
  }

  function begin(concurrency: number | null): Promise<string> {
    const id = randomUUID();
    const timer = setInterval(() => {
      beat(pool, id).catch(() => {});
    }, beatMs).unref();
    present = { id: appear(id, concurrency), timer };
    return present.id;
  }

  async function leave(): Promise<void> {
    if (present === null) return;
    const { id, timer } = present;
    present = null;
    clearInterval(timer);
    await pool.query('DELETE FROM proofloop.processes WHERE id = $1', [await id]).catch(() => {});
  }

  return {
    presence: () => present?.id ?? begin(null),
    async renewPresence(concurrency) {
      await leave();
      return begin(concurrency);
    },
    async close() {
      forget();
      await leave();
      await pool.end();
    },
  };
}

/** Node tells of several addresses that were tried by an error without words of its own. */
function reasonOf(error: unknown): string {
  const { message, code, errors } = error as Error & { code?: string; errors?: Error[] };
  return message || errors?.[0]?.message || code || String(error);
}
