import type { CommandLine } from '../../config/command-line-source.ts';
import { proofloopHome, userConfigPath } from '../../config/paths.ts';
import { readUserFile } from '../../config/read-config.ts';
import { loadResumeConfig } from '../../config/resume-config.ts';
import { readSurroundings } from '../../config/surroundings.ts';
import { isDiskFull } from '../../core/disk-full.ts';
import type { NewEvent } from '../../core/events.ts';
import { fold } from '../../core/fold.ts';
import { remainingAnswers } from '../../core/recorded-answers.ts';
import type { RunState } from '../../core/state.ts';
import type { LineObserver } from '../../log/log-writer.ts';
import { reopenLog } from '../../log/open-log.ts';
import { takeSpare } from '../../log/spare-file.ts';
import { takeWriterLock } from '../../log/writer-lock.ts';
import { listPrices } from '../../model/prices.ts';
import { listWindows } from '../../model/windows.ts';
import { hashPrompts } from '../../roles/prompt-hash.ts';
import { killLeftBehind } from '../../sandbox/left-behind.ts';
import { createWorld, systemClock } from '../../wire.ts';
import { freeBytes } from '../../workspace/disk/free-space.ts';
import { openWorkspace } from '../../workspace/workspace.ts';
import { requireSandbox } from '../choose-sandbox.ts';
import { driveRun, lineObserver, printSummary } from '../drive-run.ts';
import { findRun } from '../find-run.ts';
import { print, tell } from '../output.ts';
import { readRecording } from '../read-recording.ts';
import { foldRun, readRun } from '../read-run.ts';
import { listenForSignals } from '../signals.ts';
import { spaceWarnings } from '../space-warnings.ts';
import { UsageError } from '../usage-error.ts';
import { version } from '../version.ts';
import { headPathOf, sparePathOf, writerLockPath } from '../writer-of-run.ts';

/** `proofloop resume`: resolves with the exit code. `note` is an instruction that joins the task, null for none. */
export async function resumeCommand(
  name: string,
  commandLine: CommandLine,
  note: string | null,
): Promise<number> {
  const surroundings = readSurroundings();
  const run = await findRun(name, surroundings);
  const { state: recorded, lines, damage } = await readRun(run);
  const headPath = headPathOf(run.runHome);
  if (damage !== null) throw new UsageError(damage);
  if (recorded.phase === 'completed')
    return repeatClosing(recorded, lines.at(-1) ?? '', commandLine.json === true);

  const userConfig = await readUserFile(userConfigPath(surroundings));
  if (typeof userConfig === 'string') throw new UsageError(userConfig);
  const config = loadResumeConfig(
    recorded.options,
    commandLine,
    surroundings,
    userConfig,
    listPrices,
    listWindows,
  );
  if (!config.ok) throw new UsageError(config.errors.join('\nerror: '));

  const recording = await readRecording(config.options.answers);

  const home = proofloopHome(surroundings);
  tell(spaceWarnings(await freeBytes(home), home).map((warning) => `warning: ${warning}`));
  await requireSandbox(config.options.sandbox);
  const searchPath = surroundings.environment.PATH ?? '';
  const workspace = await openWorkspace(run.runHome, searchPath).catch((error: Error) => {
    throw new UsageError(error.message);
  });
  const lock = await takeWriterLock(writerLockPath(run.runHome), systemClock.now()).catch((error: Error) => {
    if (!isDiskFull(error)) throw error;
    throw new UsageError(`The disk is full (${error.message}). Make room, then try again.`);
  });
  await killLeftBehind(run.runHome);
  const sparePath = sparePathOf(run.runHome);
  await takeSpare(sparePath).catch(async (error: Error) => {
    await lock.release();
    throw new UsageError(error.message);
  });
  const inbox = listenForSignals(run.runId);
  try {
    let observe: LineObserver = () => undefined;
    const reopened = await reopenLog(run.logPath, lock, systemClock.now, (line, event) =>
      observe(line, event),
    ).catch(async (error: Error) => {
      await lock.release();
      throw asUsageError(error);
    });
    let state = foldRun(reopened.events, run.logPath);
    if (state.phase === 'completed') {
      // Another process completed it while this one was reading.
      await reopened.log.close();
      throw new UsageError(
        `run ${run.runId} was completed just now by another process; nothing is left to do`,
      );
    }
    observe = lineObserver(config.json, state);
    const record = async (event: NewEvent) => {
      state = fold(state, await reopened.log.append(event));
    };
    if (reopened.recovered) await record({ event: 'log_recovered', payload: reopened.recovered });
    const { options, apiKey, idleTimeoutMs } = config;
    await record({
      event: 'loop_resumed',
      payload: {
        run_id: state.runId,
        version,
        prompts_sha256: hashPrompts(),
        options,
        note,
        accepted_changes: null,
      },
    });
    const { log, events } = reopened;
    const world = createWorld({
      options,
      log,
      workspace,
      runHome: run.runHome,
      inbox,
      headPath,
      sparePath,
      apiKey,
      recorded: recording && remainingAnswers(recording, events),
      idleTimeoutMs,
      surroundings,
    });
    return await driveRun(world, workspace, state, config.json);
  } finally {
    inbox.stopListening();
  }
}

function repeatClosing(state: RunState, closingLine: string, json: boolean): number {
  if (json) print([closingLine]);
  else printSummary(state, false);
  return 0;
}

function asUsageError(error: Error): Error {
  const { code } = error as NodeJS.ErrnoException;
  return new UsageError(code === undefined ? error.message : `the log can't be opened: ${error.message}`);
}
