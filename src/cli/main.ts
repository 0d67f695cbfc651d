import { CommanderError } from 'commander';
import { RunInUseError } from '../log/writer-lock.ts';
import { plainText } from '../views/plain-text.ts';
import { ignoreClosedPipes, tell } from './output.ts';
import { buildProgram } from './program.ts';
import { UsageError } from './usage-error.ts';

/** Runs the program with the arguments after its name; resolves with the exit code. */
export async function main(commandLine: readonly string[]): Promise<number> {
  ignoreClosedPipes();
  let exitCode = 0;
  const program = buildProgram((code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(withCommand(commandLine), { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    tell([`error: ${plainText((error as Error).message)}`]);
    return error instanceof UsageError || error instanceof RunInUseError ? 2 : 1;
  }
}

/** `proofloop --task ...` is short for `proofloop run --task ...`. */
function withCommand(commandLine: readonly string[]): string[] {
  const [first] = commandLine;
  const ownOption = first === undefined || ['-h', '--help', '-V', '--version'].includes(first);
  return !ownOption && first.startsWith('-') ? ['run', ...commandLine] : [...commandLine];
}
