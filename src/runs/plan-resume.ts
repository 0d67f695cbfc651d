import { userConfigPath } from '../config/home-paths.ts';
import { readUserFile } from '../config/read-config.ts';
import { loadResumeConfig } from '../config/resume-config.ts';
import type { Surroundings } from '../config/surroundings.ts';
import type { CommandLine } from '../core/settings/settings.ts';
import type { RunState } from '../core/state.ts';
import { listPrices } from '../model/prices.ts';
import { listWindows } from '../model/windows.ts';
import type { Continuation } from './continue-run.ts';
import { readRecording } from './read-recording.ts';
import { requireRun } from './require-run.ts';
import { UsageError } from './usage-error.ts';

/** How a run that was left is resumed. */
export interface PlannedResume {
  continuation: Continuation;
  /** Whether the log is printed for a program. */
  json: boolean;
}

/** The settings of a resume; a UsageError where they can't be. `note` is an instruction that joins the task, null for none. */
export async function planResume(
  state: RunState,
  commandLine: CommandLine,
  note: string | null,
  surroundings: Surroundings,
): Promise<PlannedResume> {
  requireRun(state);
  const recorded = state.options;
  const userConfig = await readUserFile(userConfigPath(surroundings));
  if (typeof userConfig === 'string') throw new UsageError(userConfig);
  const known = { prices: listPrices, windows: listWindows };
  const config = loadResumeConfig({ recorded, commandLine, surroundings, userConfig, known });
  if (!config.ok) throw new UsageError(config.errors.join('\nerror: '));
  const { options, apiKey, agents, idleTimeoutMs, json } = config;
  const recording = await readRecording(options.answers);
  const objection = objectionToResume;
  const continuation = {
    options,
    note,
    acceptedChanges: null,
    apiKey,
    agents,
    recording,
    idleTimeoutMs,
    objection,
  };
  return { continuation, json };
}

function objectionToResume({ phase, runId }: RunState): string | null {
  if (phase !== 'completed') return null;
  return `run ${runId} was completed just now by another process; nothing is left to do`;
}
