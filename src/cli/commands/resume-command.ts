import { readSurroundings } from '../../config/surroundings.ts';
import type { CommandLine } from '../../core/settings/settings.ts';
import { continueRun } from '../../runs/continue-run.ts';
import { findRun } from '../../runs/find-run.ts';
import { readOnEnd } from '../../runs/on-end.ts';
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
  const run = await findRun(name, surroundings);
  const read = await readRun(run);
  await requireOwn(run, read, surroundings);
  const { state, lines } = read;
  if (state.phase === 'completed') {
    tell(await completeCertificate(run, state));
    if (commandLine.json === true) print([lines.at(-1) ?? '']);
    else await printSummary(run, state, { applied: false, isOwn: true });
    return 0;
  }
  const { continuation, json } = await planResume(state, commandLine, note, surroundings);
  const onEnd = await readOnEnd(commandLine, surroundings);
  return attendRun(run.runId, { json, onEnd, surroundings }, (attendance) =>
    continueRun(run, continuation, surroundings, attendance),
  );
}
