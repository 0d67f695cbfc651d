import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { constants } from 'node:os';
import type { CommandManner, Dialogue } from '../../ports/sandbox.ts';
import { lowNice } from '../contain/limits.ts';
import { countProcesses, type ProcessMarks, startTime } from './find-processes.ts';
import type { OpenOutputPipe, OutputPipe } from './output-pipe.ts';
import type { ScratchFolder } from './scratch-folder.ts';
import { talkWith } from './talk.ts';

export interface StartedProcess {
  /** The exit code of the command's first process, 128 + n where a signal ended it. */
  exited: Promise<number>;
  output: Pick<OutputPipe, 'ended' | 'stopReading'>;
  /** Resolves when the talk with it is over. */
  talk: Promise<void> | undefined;
  marks: ProcessMarks;
}

export interface ProcessToStart {
  /** Program and arguments. */
  line: readonly string[];
  /** For its standard input; null for none. */
  input: string | null;
  /** Who talks with it in place of that. */
  dialogue?: Dialogue;
  /** Absolute path of the folder that it starts in. */
  folder: string;
  environment: Record<string, string>;
  priority?: CommandManner['priority'];
}

/**
 * Starts a program in a session of its own, with exactly the environment that is given plus PWD,
 * HOME, TMPDIR and the mark by which its processes are found. `onOutput` gets stdout and stderr in the order in which
 * they are written. Rejects where the program can't be started.
 */
export async function startProcess(
  { line, input, dialogue, folder, environment, priority }: ProcessToStart,
  scratch: ScratchFolder,
  openPipe: OpenOutputPipe,
  onOutput: (chunk: Buffer) => void,
): Promise<StartedProcess> {
  const [program = '', ...args] = priority === 'low' ? [...steppingBack, ...line] : line;
  const [name, value] = ['PROOFLOOP_COMMAND', randomBytes(16).toString('hex')];
  const output = await openPipe(scratch.root, environment, onOutput);
  const startedBefore = countProcesses();
  try {
    const child = spawn(program, args, {
      cwd: folder,
      env: { ...environment, PWD: folder, HOME: scratch.home, TMPDIR: scratch.temporary, [name]: value },
      detached: true,
      stdio: [
        input === null && dialogue === undefined ? 'ignore' : 'pipe',
        dialogue === undefined ? output.writerFd : 'pipe',
        output.writerFd,
      ],
    });
    const exited = exitCodeOf(child);
    if (child.pid === undefined) {
      await exited;
      throw new Error('it has no process id');
    }
    if (dialogue === undefined) feed(child.stdin, input);
    // Read in the same turn: should it have ended already, its entry stays until node has taken note of that.
    const marks = {
      leader: child.pid,
      variable: `${name}=${value}`,
      startTime: startTime(child.pid),
      startedBefore,
    };
    return { exited, output, marks, talk: dialogue && talkWith(child, dialogue) };
  } catch (error) {
    output.stopReading();
    throw error;
  } finally {
    output.closeWriter();
  }
}

/** The beginning of a command line that what follows runs behind others, where the system has a program for that. */
const steppingBack = [
  ...['/bin/sh', '-c', `command -v nice > /dev/null && exec nice -n ${lowNice} "$@"; exec "$@"`, 'sh'],
];

/** Resolves with a process's exit code, 128 + n where a signal ended it; rejects where it could not be started. */
export async function exitCodeOf(child: NodeJS.EventEmitter): Promise<number> {
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals];
  return code ?? 128 + constants.signals[signal];
}

/** Writes a command's input; that it ends without having read it all is its own affair. */
export function feed(stdin: NodeJS.WritableStream | null, input: string | null): void {
  stdin?.on('error', () => {});
  stdin?.end(input ?? '');
}
