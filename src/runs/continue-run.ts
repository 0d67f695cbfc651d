import { join } from 'node:path';
import type { Surroundings } from '../config/surroundings.ts';
import type { ConfiguredAgent } from '../core/agent/agent-spec.ts';
import { type RecordedAnswers, remainingAnswers } from '../core/model/recorded-answers.ts';
import type { RunOptions } from '../core/options.ts';
import { hashPrompts } from '../core/roles/prompt-hash.ts';
import type { RunState } from '../core/state.ts';
import type { World } from '../engine/world.ts';
import type { Inbox, RunObserver } from '../ports/attendance.ts';
import type { RunPlace } from '../ports/run-place.ts';
import { redactorWithAgents } from '../wire/secrets-here.ts';
import { createWorld } from '../wire.ts';
import { driveRun, type EndedRun } from './drive-run.ts';
import { requireCommands } from './preflight.ts';
import { type OpenedRun, openJournalOf, takeOverRun } from './take-over-run.ts';
import { UsageError } from './usage-error.ts';
import { version } from './version.ts';

/** How another process goes on with a run. */
export interface Continuation {
  /** In force from here on. */
  options: RunOptions;
  /** An instruction that joins the task; null for none. */
  note: string | null;
  /** Globs of changes that a person has just allowed, so that the run is decided again; null where it goes on. */
  acceptedChanges: string[] | null;
  apiKey: string | null;
  /** What the user's configuration says of agents; absent where none is going to work. */
  agents?: Readonly<Record<string, ConfiguredAgent>>;
  /** The answers that take the place of the endpoint's, from the run's beginning; null where the endpoint is asked. */
  recording: RecordedAnswers | null;
  idleTimeoutMs: number;
  /** Why the run can't be gone on with, as another process may just have left it; null: it can. */
  objection: (state: RunState) => string | null;
}

/** Who follows a run that is gone on with, and who may stop it. */
export interface Attendance {
  inbox: Inbox;
  /** Told what a person should know before the run goes on. */
  warn: (warnings: readonly string[]) => void;
  /** Is given the run as it was left, and answers with who is told each new event. */
  observerOf: (earlier: RunState) => RunObserver;
}

/** Takes a run over, records that it goes on, and drives it to its end. */
export async function continueRun(
  run: RunPlace,
  continuation: Continuation,
  surroundings: Surroundings,
  { inbox, warn, observerOf }: Attendance,
): Promise<EndedRun> {
  const { options, recording, apiKey, idleTimeoutMs } = continuation;
  const redact = await redactorWithAgents(continuation, surroundings);
  const taken = await takeOverRun(run, options, surroundings);
  warn(taken.warnings);
  const opened = await openJournalOf(run, taken, { surroundings, redact });
  const { journal } = opened;
  const world = await goOn(opened).catch(async (error: Error) => {
    // Whoever stays, as a worker does, would keep the run from all others.
    await journal.close();
    throw error;
  });
  return driveRun(run, world, journal, taken.workspace);

  async function goOn({ events, recovered }: OpenedRun): Promise<World> {
    const state = journal.state();
    const objection = continuation.objection(state);
    if (objection !== null) throw new UsageError(objection);
    const world = createWorld({
      options,
      workspace: taken.workspace,
      runHome: run.runHome,
      inbox,
      apiKey,
      recorded: recording && remainingAnswers(recording, events),
      idleTimeoutMs,
      agents: continuation.agents ?? {},
      surroundings,
      redact,
      setupNetwork: taken.setupNetwork,
    });
    await requireNewCommands(world, state.options, options, join(run.runHome, 'preflight'));
    journal.observe(observerOf(state));
    if (recovered) await journal.record({ event: 'log_recovered', payload: recovered });
    await journal.record({
      event: 'loop_resumed',
      payload: {
        run_id: state.runId,
        version,
        prompts_sha256: hashPrompts(),
        options,
        note: continuation.note,
        accepted_changes: continuation.acceptedChanges,
      },
    });
    return world;
  }
}

/** Commands that are given anew are tried as those of a new run are, before a model is paid and a line is written. */
async function requireNewCommands(
  world: World,
  before: RunOptions,
  options: RunOptions,
  folder: string,
): Promise<void> {
  const newOnes = (key: 'verify' | 'sealed_verify' | 'setup') =>
    options[key].filter((command) => !before[key].includes(command));
  const [verify, sealed_verify, setup] = [newOnes('verify'), newOnes('sealed_verify'), newOnes('setup')];
  if (verify.length + sealed_verify.length + setup.length === 0) return;
  await requireCommands(world, { evidence: options.evidence, verify, sealed_verify, setup }, folder);
}
