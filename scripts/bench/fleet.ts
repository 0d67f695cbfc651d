import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { startPostgres, type TestPostgres } from '../../test/support/postgres.ts';
import { programPath } from '../../test/support/program.ts';
import { makeSmallRepository } from './bench-folder.ts';
import { bothSides } from './comparison.ts';
import { startEndpoint } from './endpoint.ts';
import type { Line, Measurement } from './line.ts';
import { measurePairs, median, medianRatio } from './statistics.ts';
import { task } from './task.ts';

const names = {
  wall: 'fleet: wall of the same runs on two workers beside one process without a database, 200 ms an answer',
  step: 'fleet: time of the database for each recorded step',
};

const answerMs = 200;
const workers = 2;
const oneProcess = resolve(import.meta.dirname, 'many-runs-program.ts');

/** A database that keeps what it writes, as one of a user does, and counts the time of its statements. */
const serverSettings = [
  'shared_preload_libraries=pg_stat_statements',
  'pg_stat_statements.track_planning=on',
  'max_wal_size=2GB',
];

interface Played {
  wallMs: number;
  /** Time of the database's statements, and the steps that were recorded with it. */
  databaseMs: number;
  steps: number;
}

/** Many runs without tools: by two workers of a database, and by one process that has none. */
export function measureFleet(runs: number, iterations: number, rounds: number): Measurement {
  return { lines: Object.values(names), measure };

  async function measure(folder: string): Promise<Line[]> {
    const repository = makeSmallRepository(folder);
    const postgres = await startPostgres(serverSettings);
    const fleet: Played[] = [];
    const during = async (play: (baseUrl: string, home: string) => Promise<number>) => {
      const endpoint = await startEndpoint({ steps: 0, done: false, delayMs: answerMs });
      try {
        return await play(endpoint.baseUrl, await mkdtemp(join(folder, 'homes-')));
      } finally {
        await endpoint.close();
      }
    };
    const alone = () =>
      during(async (baseUrl, home) => {
        const startedAt = performance.now();
        const args = [oneProcess, baseUrl, repository, String(runs), String(iterations)];
        await ended(startNode(args, { HOME: folder, PROOFLOOP_HOME: home }));
        return performance.now() - startedAt;
      });
    const together = () =>
      during(async (baseUrl, home) => {
        const played = await playFleet({ folder: home, repository, baseUrl, postgres }, runs, iterations);
        fleet.push(played);
        return played.wallMs;
      });
    try {
      const wall = await measurePairs(rounds, alone, together);
      const seconds = wall.map(({ bare, ours }) => ({ bare: bare / 1000, ours: ours / 1000 }));
      const [steps] = fleet.map((played) => played.steps);
      return [
        {
          name: names.wall,
          ...{ measured: medianRatio(seconds), goal: 1.6, unit: 'times' },
          detail: `${runs} runs of ${iterations} iterations; ${bothSides(seconds, 's', 1).replace('bare', 'one process').replace('proofloop', 'the fleet')}`,
        },
        {
          name: names.step,
          ...{ measured: median(fleet.map(({ databaseMs, steps }) => databaseMs / steps)) },
          ...{ goal: 8, unit: 'ms' },
          detail: `${steps} steps of ${runs} runs; all that the database was asked while the workers work`,
        },
      ];
    } finally {
      postgres.stop();
    }
  }
}

interface FleetPlace {
  folder: string;
  repository: string;
  baseUrl: string;
  postgres: TestPostgres;
}

/** Submits the runs, and takes the time from the start of the workers to the end of the last run. */
async function playFleet(
  { folder, repository, baseUrl, postgres }: FleetPlace,
  runs: number,
  iterations: number,
): Promise<Played> {
  const url = postgres.newDatabase();
  const environment = { HOME: folder, PROOFLOOP_HOME: folder, PROOFLOOP_DATABASE_URL: url };
  const tasks = join(folder, 'tasks.jsonl');
  await writeFile(tasks, `${JSON.stringify({ task })}\n`.repeat(runs));
  const terms = ['--evidence', 'claimed', '--max-iterations', String(iterations), '--base-url', baseUrl];
  await ended(
    startNode([programPath, 'submit', '--tasks', tasks, '--repository', repository, ...terms], environment),
  );
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('CREATE EXTENSION pg_stat_statements; SELECT pg_stat_statements_reset();');
  const startedAt = performance.now();
  const working = Array.from({ length: workers }, () =>
    startNode([programPath, 'worker', '--concurrency', String(Math.ceil(runs / workers))], environment),
  );
  const ends = Promise.all(working.map(ended));
  try {
    // A worker that ends before it is told to has failed.
    await Promise.race([untilDone(client), ends]);
    const wallMs = performance.now() - startedAt;
    return { wallMs, ...(await costsOf(client)) };
  } finally {
    for (const worker of working) worker.kill('SIGTERM');
    await ends;
    await client.end();
  }
}

async function untilDone(client: pg.Client): Promise<void> {
  for (;;) {
    const found = await client.query<{ open: number; wrong: string | null }>(
      `SELECT count(*) FILTER (WHERE outcome IS NULL)::int AS open,
         max(coalesce(problem, outcome ->> 'stop_reason'))
           FILTER (WHERE coalesce(problem, outcome ->> 'stop_reason') <> 'max_iterations_reached') AS wrong
       FROM proofloop.runs`,
    );
    const [there] = found.rows;
    if (there?.wrong) throw new Error(`a run of the fleet ended with ${there.wrong}`);
    if (there?.open === 0) return;
    await sleep(50);
  }
}

async function costsOf(client: pg.Client): Promise<Pick<Played, 'databaseMs' | 'steps'>> {
  const found = await client.query<{ ms: number; steps: number }>(
    `SELECT (SELECT sum(total_exec_time + total_plan_time) FROM pg_stat_statements
        WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())) AS ms,
       (SELECT count(*)::int FROM dbos.operation_outputs) AS steps`,
  );
  return { databaseMs: found.rows[0]?.ms ?? 0, steps: found.rows[0]?.steps ?? 0 };
}

function startNode(args: readonly string[], environment: Readonly<Record<string, string>>): ChildProcess {
  return spawn(process.execPath, args, {
    env: { PATH: process.env.PATH ?? '', ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

/** Resolves when it has ended well. */
async function ended(child: ChildProcess): Promise<void> {
  const said = child.stderr ? text(child.stderr) : Promise.resolve('');
  const [exitCode, signal] = (await once(child, 'exit')) as [number | null, string | null];
  if (exitCode !== 0) throw new Error(`a process ended with ${exitCode ?? signal}: ${await said}`);
}
