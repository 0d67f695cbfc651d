import { userConfigPath } from '../../config/home-paths.ts';
import { readUserFile } from '../../config/read-config.ts';
import { loadResumeConfig } from '../../config/resume-config.ts';
import type { CommandLine } from '../../config/sources/command-line-source.ts';
import { readSurroundings } from '../../config/surroundings.ts';
import type { RunState } from '../../core/state.ts';
import { listPrices } from '../../model/prices.ts';
import { listWindows } from '../../model/windows.ts';
import { type Continuation, continueRun } from '../../runs/continue-run.ts';
import { findRun } from '../../runs/find-run.ts';
import { requireOwn } from '../../runs/own-run.ts';
import { readRecording } from '../../runs/read-recording.ts';
import { readRun } from '../../runs/read-run.ts';
import { UsageError } from '../../runs/usage-error.ts';
import { mendCertificate } from '../../runs/write-certificate.ts';
import { attendRun } from '../attend-run.ts';
import { print, tell } from '../output.ts';
import { printSummary } from '../run-output.ts';

/** `proofloop resume`: resolves with the exit code. `note` is an instruction that joins the task, null for none. */
export async function resumeCommand(
  name: string,
  commandLine: CommandLine,
  note: string | null,
): Promise<number> {
  const surroundings = readSurroundings();
  const run = await findRun(name, surroundings);
  const read = await readRun(run);
  await requireOwn(run, read);
  const { state, lines } = read;
  if (state.phase === 'completed') {
    tell(await mendCertificate(run, state));
    if (commandLine.json === true) print([lines.at(-1) ?? '']);
    else await printSummary(run, state, { applied: false, isOwn: true });
    return 0;
  }

  const userConfig = await readUserFile(userConfigPath(surroundings));
  if (typeof userConfig === 'string') throw new UsageError(userConfig);
  const config = loadResumeConfig({
    recorded: state.options,
    commandLine,
    surroundings,
    userConfig,
    known: { prices: listPrices, windows: listWindows },
  });
  if (!config.ok) throw new UsageError(config.errors.join('\nerror: '));
  const recording = await readRecording(config.options.answers);
  const { options, apiKey, idleTimeoutMs, json } = config;
  const continuation: Continuation = {
    options,
    note,
    acceptedChanges: null,
    apiKey,
    recording,
    idleTimeoutMs,
    objection: isCompleted,
  };
  return attendRun(run.runId, json, (attendance) => continueRun(run, continuation, surroundings, attendance));
}

function isCompleted({ phase, runId }: RunState): string | null {
  if (phase !== 'completed') return null;
  return `run ${runId} was completed just now by another process; nothing is left to do`;
}
