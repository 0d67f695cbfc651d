import type { ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { openDatabase } from '../../src/database/database.ts';
import { readSpend } from '../../src/queue/fleet-ceilings.ts';
import { library } from '../support/library.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { endOfProgram, runProgram, startProgram } from '../support/program.ts';
import { removeFolder } from '../support/remove-folder.ts';
import { type Script, startScriptedEndpoint } from '../support/scripted-endpoint.ts';
import { type Disturbance, disturb } from './fleet-disturbance.ts';
import { type FleetOutcome, fleetOutcome } from './fleet-outcome.ts';
import { seededRandom } from './random.ts';
import { files, scenarioOf } from './scenario.ts';
import { git } from './simulated-run.ts';

/** A fleet that works on many runs while its workers die. */
export interface FleetTerms extends Disturbance {
  seed: number;
  runs: number;
  workers: number;
  /** Runs at once of each worker. */
  concurrency: number;
  /** After so long without an end it is given up. */
  givenUpMs: number;
}

export interface FleetResult {
  kills: number;
  frozen: boolean;
  restarted: boolean;
  seconds: number;
  problems: string[];
}

/** Those without an agent: what they do hangs on the conversation alone. */
const scenarioSeeds = [1, 3, 5];

/** Far above what the runs need, and what must hold nonetheless. */
const ceilingTokens = 2_000_000_000;

interface Fleet {
  folder: string;
  repository: string;
  url: string;
  baseUrl: string;
  postgres: TestPostgres;
  close(): Promise<void>;
}

/** Plays each scenario once without a disturbance, then all runs with it, and compares. */
export async function simulateFleet(terms: FleetTerms): Promise<FleetResult> {
  const fleet = await prepareFleet();
  const startedAt = performance.now();
  try {
    const calm = await playCalm(fleet, terms);
    const tasks = Array.from(
      { length: terms.runs },
      (_none, index) => scenarioSeeds[index % scenarioSeeds.length] ?? 1,
    );
    const ids = await submit(fleet, tasks);
    const done = await playDisturbed(fleet, terms, ids);
    const problems = await problemsOf(fleet, ids, (index) => calm.get(tasks[index] ?? 1));
    return {
      ...done,
      seconds: Math.round((performance.now() - startedAt) / 1000),
      problems: [...done.problems, ...problems, ...(await spendProblems(fleet))],
    };
  } finally {
    await fleet.close();
  }
}

async function prepareFleet(): Promise<Fleet> {
  const folder = await mkdtemp(join(tmpdir(), 'proofloop-fleet-'));
  const repository = join(folder, 'repository');
  mkdirSync(repository);
  git(repository, 'init', '--quiet', '-b', 'main');
  for (const [name, text] of Object.entries(files)) writeFileSync(join(repository, name), text);
  git(repository, 'add', '-A');
  git(repository, 'commit', '--quiet', '-m', 'first');
  const scripts = new Map<string, Script>(
    scenarioSeeds.map((seed) => [`scenario ${seed}.`, scenarioOf(seed).script]),
  );
  const endpoint = await startScriptedEndpoint((request) => {
    const asked = JSON.stringify(request.body.input);
    const [, script] = [...scripts].find(([name]) => asked.includes(name)) ?? [];
    if (script === undefined) throw new Error('no scenario is named');
    return script(request);
  });
  const postgres = await startPostgres();
  const url = postgres.newDatabase();
  return {
    ...{ folder, repository, url, postgres },
    baseUrl: endpoint.baseUrl,
    async close() {
      await (await openDatabase(url)).close();
      await endpoint.close();
      postgres.stop();
      await removeFolder(folder);
    },
  };
}

async function submit(
  { folder, repository, url, baseUrl }: Fleet,
  scenarios: readonly number[],
): Promise<string[]> {
  const tasks = join(folder, 'tasks.jsonl');
  const lines = scenarios.map((seed) => JSON.stringify({ task: `Mend the sum, scenario ${seed}.` }));
  writeFileSync(tasks, lines.join('\n'));
  const { stdout, stderr } = await runProgram({
    args: [
      ...['submit', '--tasks', tasks, '--repository', repository, '--database-url', url, '--sandbox', 'off'],
      ...['--base-url', baseUrl, '--verify', 'sh check.sh', '--max-no-progress-iterations', '5'],
      ...['--fleet-max-tokens', `${ceilingTokens}/day`, '--max-cost', '0'],
    ],
    ...{ folder, home: join(folder, 'home') },
  });
  const ids = stdout.trim().split('\n');
  if (ids.length !== scenarios.length) throw new Error(`the runs were not submitted: ${stderr}`);
  return ids;
}

function startWorker({ folder, url }: Fleet, concurrency: number): ChildProcess {
  const args = ['worker', '--concurrency', String(concurrency), '--database-url', url];
  const worker = startProgram({ args, folder, home: join(folder, 'workers') });
  // What nobody reads would hold it up.
  for (const stream of [worker.stdout, worker.stderr]) stream?.resume();
  return worker;
}

async function playCalm(
  fleet: Fleet,
  { concurrency, givenUpMs }: FleetTerms,
): Promise<Map<number, FleetOutcome>> {
  const ids = await submit(fleet, scenarioSeeds);
  const worker = startWorker(fleet, concurrency);
  try {
    if (!(await waitForAll(fleet, ids, givenUpMs))) throw new Error('the calm runs do not end');
  } finally {
    worker.kill('SIGTERM');
    await endOfProgram(worker);
  }
  const calm = new Map<number, FleetOutcome>();
  for (const [index, seed] of scenarioSeeds.entries()) {
    const outcome = fleetOutcome(await eventsOf(fleet, ids[index] ?? ''), fleet.repository);
    const { lines, iterations } = scenarioOf(seed);
    if (outcome.lines.join() !== lines.join() || outcome.iterations.length !== iterations)
      throw new Error(`the calm run of scenario ${seed} came to ${JSON.stringify(outcome)}`);
    calm.set(seed, outcome);
  }
  return calm;
}

async function playDisturbed(fleet: Fleet, terms: FleetTerms, ids: readonly string[]) {
  const alive = new Set<ChildProcess>();
  const start = () => void alive.add(startWorker(fleet, terms.concurrency));
  for (let index = 0; index < terms.workers; index += 1) start();
  let isOver = false;
  const random = seededRandom(terms.seed);
  const disturbing = disturb(
    terms,
    { alive, start },
    { random, postgres: fleet.postgres, isOver: () => isOver },
  );
  disturbing.catch(() => {});
  const hasEnded = await waitForAll(fleet, ids, terms.givenUpMs);
  isOver = true;
  const done = await disturbing;
  const ends = [...alive].map((worker) => endOfProgram(worker));
  for (const worker of alive) worker.kill('SIGTERM');
  await Promise.all(ends);
  const problems = hasEnded ? [] : [`runs have not ended: ${JSON.stringify(await queueOf(fleet))}`];
  return { ...done, problems };
}

interface Entry {
  run_id: string;
  status: string;
  problem: string | null;
}

/** Null while the database is away. */
async function queueOf({ folder, url }: Fleet): Promise<Entry[] | null> {
  const args = ['queue', 'list', '--json', '--database-url', url];
  const { exitCode, stdout } = await runProgram({ args, folder, home: join(folder, 'home') });
  return exitCode === 0 ? JSON.parse(stdout) : null;
}

async function waitForAll(fleet: Fleet, ids: readonly string[], givenUpMs: number): Promise<boolean> {
  const deadline = performance.now() + givenUpMs;
  while (performance.now() < deadline) {
    const entries = (await queueOf(fleet))?.filter(({ run_id }) => ids.includes(run_id)) ?? [];
    const isOpen = ({ status }: Entry) => status === 'queued' || status === 'running';
    if (entries.length === ids.length && !entries.some(isOpen)) return true;
    await sleep(500);
  }
  return false;
}

const placeIn = ({ folder, url }: Fleet) => ({
  home: join(folder, 'reader'),
  environment: { PATH: process.env.PATH, HOME: folder, PROOFLOOP_DATABASE_URL: url },
});

async function eventsOf(fleet: Fleet, runId: string) {
  return (await library.openRun(runId, placeIn(fleet))).recordedEvents();
}

/** What of each run is not as in the calm one, and what is wrong with its log. */
async function problemsOf(
  fleet: Fleet,
  ids: readonly string[],
  calmOf: (index: number) => FleetOutcome | undefined,
): Promise<string[]> {
  const problems: string[] = [];
  for (const [index, runId] of ids.entries()) {
    try {
      const run = await library.openRun(runId, placeIn(fleet));
      const outcome = fleetOutcome(await run.recordedEvents(), fleet.repository);
      problems.push(...differences(calmOf(index), outcome).map((text) => `run ${runId}: ${text}`));
      const { problems: unsound } = await run.verify();
      problems.push(...unsound.map((problem) => `run ${runId}: ${JSON.stringify(problem)}`));
    } catch (error) {
      const entry = (await queueOf(fleet))?.find(({ run_id }) => run_id === runId);
      problems.push(`run ${runId}: ${(error as Error).message} ${entry?.problem ?? ''}`);
    }
  }
  return problems;
}

function differences(calm: FleetOutcome | undefined, outcome: FleetOutcome): string[] {
  const names = Object.keys(outcome) as (keyof FleetOutcome)[];
  return names
    .filter((name) => !isDeepStrictEqual(outcome[name], calm?.[name]))
    .map(
      (name) =>
        `${name}\n  calm:   ${JSON.stringify(calm?.[name])}\n  killed: ${JSON.stringify(outcome[name])}`,
    );
}

/** Less than the logs tell must never be counted, and nothing may stay reserved. */
async function spendProblems(fleet: Fleet): Promise<string[]> {
  const { runs } = await library.listRuns(placeIn(fleet));
  const told = runs.reduce((sum, { summary: { usage } }) => {
    const { unreported } = usage;
    return (
      sum + usage.input_tokens + usage.output_tokens + unreported.input_tokens + unreported.output_tokens
    );
  }, 0);
  const days = await readSpend(fleet.url, 2);
  const spent = days.reduce((sum, day) => sum + day.spent.tokens, 0);
  const reserved = days.reduce((sum, day) => sum + day.reserved.tokens, 0);
  const isRight = spent >= told && spent <= ceilingTokens && reserved === 0;
  return isRight
    ? []
    : [`${spent} tokens are counted and ${reserved} reserved, and the logs tell of ${told}`];
}
