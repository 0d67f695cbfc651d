import { readSurroundings } from '../../config/surroundings.ts';
import { optionName } from '../../core/settings/setting-names.ts';
import { type CommandLine, settingKeys } from '../../core/settings/settings.ts';
import type { RunState } from '../../core/state.ts';
import { continueRun } from '../../runs/continue-run.ts';
import { readFaceSettings } from '../../runs/face-settings.ts';
import { findRunHere } from '../../runs/find-run.ts';
import { requireOwn } from '../../runs/own-run.ts';
import { planResume } from '../../runs/plan-resume.ts';
import { readRun } from '../../runs/read-run.ts';
import { completeCertificate } from '../../runs/write-certificate.ts';
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
  const run = await findRunHere(name, surroundings);
  const read = await readRun(run);
  await requireOwn(run, read, surroundings);
  const { state, lines } = read;
  if (state.phase === 'completed') {
    tell(await completeCertificate(run, state));
    tell(ignoredText(name, state, commandLine, note));
    if (commandLine.json === true) print([lines.at(-1) ?? '']);
    else await printSummary(run, state, { applied: false, isOwn: true });
    return 0;
  }
  const { continuation, json } = await planResume(state, commandLine, note, surroundings);
  const faces = await readFaceSettings(commandLine, surroundings);
  return attendRun(run, read, { ...faces, json, surroundings }, (attendance) =>
    continueRun(run, continuation, surroundings, attendance),
  );
}

/** A completed run is left as it is: what was given besides is named, with the way to have it. */
function ignoredText(name: string, state: RunState, line: CommandLine, note: string | null): string[] {
  const given = settingKeys.filter((key) => key !== 'json' && key !== 'progress' && line[key] !== undefined);
  const options = [...given.map((key) => `--${optionName(key)}`), ...(note === null ? [] : ['--note'])];
  if (options.length === 0) return [];
  const at = state.iteration?.number ?? 1;
  const fork = `proofloop fork ${name} --at ${at} ${options.map((option) => `${option} ...`).join(' ')}`;
  return [
    `the run is completed and stays as it is: ${options.join(', ')} ignored. A new run from here: ${fork}`,
  ];
}
