import { setImmediate as nextTurn } from 'node:timers/promises';
import { CommanderError } from 'commander';
import { readApiKey, readSurroundings } from '../config/surroundings.ts';
import { UsageError } from '../runs/usage-error.ts';
import { plainText } from '../views/text/plain-text.ts';
import { outliveReaders, outputFailure, tell } from './output.ts';
import { buildProgram } from './program.ts';
import { withCommand } from './with-command.ts';

/** Runs the program with the arguments after its name; resolves with the exit code. */
export async function main(commandLine: readonly string[]): Promise<number> {
  outliveReaders();
  let exitCode = 0;
  const program = buildProgram((code) => {
    exitCode = code;
  });
  try {
    const names = program.commands.map((command) => command.name());
    const meant = withCommand(commandLine, names, readApiKey(readSurroundings().environment) !== null);
    if ('problem' in meant) throw new UsageError(meant.problem);
    await program.parseAsync(meant.arguments, { from: 'user' });
    return exitCode === 0 ? await outputExitCode() : exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    if (commandLine[0] === 'hook') return (await import('./commands/hook-command.ts')).letGo(error as Error);
    if (error instanceof CommanderError) return 2;
    tell([`error: ${plainText((error as Error).message)}`]);
    return error instanceof UsageError ? 2 : 1;
  }
}

/** 1 where the result could not be printed, which for a command that went well is the only thing that went wrong. */
async function outputExitCode(): Promise<number> {
  // A stream tells of a failed write in a later turn.
  await nextTurn();
  const failure = outputFailure();
  if (failure === null) return 0;
  tell([`error: the output could not be written (${plainText(failure.message)}); all else was done`]);
  return 1;
}
