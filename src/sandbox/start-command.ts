import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type ProcessMarks, startTime } from './find-processes.ts';
import { type OutputPipe, openOutputPipe } from './output-pipe.ts';
import type { ScratchFolder } from './scratch-folder.ts';

export interface StartedCommand {
  /** The exit code, or the signal that ended the command's first process. */
  exited: Promise<[code: number, signal: null] | [code: null, signal: NodeJS.Signals]>;
  output: Pick<OutputPipe, 'ended' | 'stopReading'>;
  marks: ProcessMarks;
}

/** Set in the environment of every command, to a value of its own. */
export const commandVariable = 'PROOFLOOP_COMMAND';

/**
 * Starts a shell line in a session of its own, with no input, and exactly `environment` plus PWD, HOME, TMPDIR and the
 * mark by which its processes are found. `onOutput` gets stdout and stderr in the order in which they are written.
 * Rejects where the line can't be started.
 */
export async function startCommand(
  [shell, line]: [shell: string, line: string],
  folder: string,
  scratch: ScratchFolder,
  environment: Record<string, string>,
  onOutput: (chunk: Buffer) => void,
): Promise<StartedCommand> {
  const [name, value] = [commandVariable, randomBytes(16).toString('hex')];
  const output = await openOutputPipe(scratch.root, environment, onOutput);
  try {
    const child = spawn(shell, ['-c', line], {
      cwd: folder,
      env: { ...environment, PWD: folder, HOME: scratch.home, TMPDIR: scratch.temporary, [name]: value },
      detached: true,
      stdio: ['ignore', output.writerFd, output.writerFd],
    });
    const exited = once(child, 'exit') as StartedCommand['exited'];
    if (child.pid === undefined) {
      await exited;
      throw new Error('it has no process id');
    }
    // Read in the same turn: should it have ended already, its entry stays until node has taken note of that.
    const marks = { leader: child.pid, variable: `${name}=${value}`, startTime: startTime(child.pid) };
    return { exited, output, marks };
  } catch (error) {
    output.stopReading();
    throw error;
  } finally {
    await output.closeWriter();
  }
}
