import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestPostgres } from '../support/postgres.ts';
import type { Random } from './random.ts';

/** What happens to a fleet while it works. */
export interface Disturbance {
  /** How many workers are killed with SIGKILL, one after another; each is followed by a new one. */
  kills: number;
  /** About how long after one another. */
  everyMs: number;
  /** How long one worker is frozen; 0 for none. */
  frozenMs: number;
  /** Whether the database is killed and started anew, once. */
  restartsDatabase: boolean;
}

export interface Workers {
  /** Those that are alive. */
  alive: Set<ChildProcess>;
  start(): void;
}

/** Disturbs a fleet until all has happened or `isOver`; resolves with what has. */
export async function disturb(
  { kills, everyMs, frozenMs, restartsDatabase }: Disturbance,
  { alive, start }: Workers,
  { random, postgres, isOver }: { random: Random; postgres: TestPostgres; isOver: () => boolean },
): Promise<{ kills: number; frozen: boolean; restarted: boolean }> {
  const restartAt = restartsDatabase ? random.between(1, Math.max(1, kills - 1)) : -1;
  const freezeAt = frozenMs > 0 ? random.between(0, Math.max(0, kills - 2)) : -1;
  const done = { kills: 0, frozen: false, restarted: false };
  let thawing: Promise<void> = Promise.resolve();
  let frozen: ChildProcess | null = null;
  for (let turn = 0; turn < kills && !isOver(); turn += 1) {
    await sleep(random.between(everyMs / 2, everyMs * 1.5));
    if (turn === freezeAt) {
      frozen = pick([...alive], random);
      thawing = freeze(frozen, frozenMs);
      done.frozen = true;
    }
    if (turn === restartAt) {
      postgres.restart();
      done.restarted = true;
    }
    // A frozen one has to be there when it is thawed.
    const victim = pick(
      [...alive].filter((worker) => worker !== frozen),
      random,
    );
    alive.delete(victim);
    victim.kill('SIGKILL');
    start();
    done.kills += 1;
  }
  await thawing;
  return done;
}

function pick(workers: readonly ChildProcess[], random: Random): ChildProcess {
  const worker = workers[random.between(0, workers.length - 1)];
  if (worker === undefined) throw new Error('no worker is alive');
  return worker;
}

/** Stops a worker as a suspended machine does, and lets it go on as if nothing had been. */
async function freeze(worker: ChildProcess, durationMs: number): Promise<void> {
  worker.kill('SIGSTOP');
  await sleep(durationMs);
  worker.kill('SIGCONT');
}
