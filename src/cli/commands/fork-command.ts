import { readSurroundings } from '../../config/surroundings.ts';
import type { CommandLine } from '../../core/settings/settings.ts';
import { beginFork } from '../../runs/begin-fork.ts';
import { findRunHere } from '../../runs/find-run.ts';
import { forkRun } from '../../runs/fork-run.ts';
import { resumeCommand } from './resume-command.ts';

/** `proofloop fork`: a new run that begins with another one's events, and goes on from there; resolves with its exit code. */
export async function forkCommand(
  name: string,
  at: string,
  note: string | null,
  commandLine: CommandLine,
): Promise<number> {
  const surroundings = readSurroundings();
  const fork = await forkRun(await findRunHere(name, surroundings), at, surroundings);
  return beginFork(fork, surroundings, () => resumeCommand(fork.runId, commandLine, note));
}
