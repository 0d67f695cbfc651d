import { closeSync, constants, openSync } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { runProgramInHelperShell } from '../../system/helper-shell.ts';

/** A pipe that a command writes both its stdout and its stderr to. */
export interface OutputPipe {
  /** For the command. Ours has to be closed once the command has its own, or the output never ends. */
  writerFd: number;
  closeWriter(): void;
  /** Resolves when nobody can write any more and all is read, or when reading was stopped. */
  ended: Promise<void>;
  stopReading(): void;
}

/** Opens a pipe for a command; `folder` is for its name, which is gone again when this resolves. */
export type OpenOutputPipe = (
  folder: string,
  environment: Record<string, string>,
  onOutput: (chunk: Buffer) => void,
) => Promise<OutputPipe>;

/**
 * Opens pipes that are read from then on. `environment` says where `mkfifo` is found. True pipes and not node's two pairs
 * of sockets: only so does the output keep its order, and can a command open /dev/stdout and /dev/stderr.
 * Making one takes a process: where the system lets an open pipe be opened anew, one that nobody writes to any more
 * serves the next command.
 */
export function createOutputPipes(): OpenOutputPipe {
  const idle: number[] = [];
  return async (folder, environment, onOutput) => {
    const known = idle.pop();
    if (known !== undefined) return reopen(known, onOutput);
    const path = join(folder, 'output');
    await makeNamedPipe(path, environment);
    try {
      if (process.platform !== 'linux') return openNamedPipe(path, onOutput);
      return reopen(openSync(path, constants.O_RDONLY | constants.O_NONBLOCK), onOutput);
    } finally {
      await unlink(path);
    }
  };

  function reopen(kept: number, onOutput: (chunk: Buffer) => void): OutputPipe {
    let pipe: OutputPipe;
    try {
      pipe = openNamedPipe(`/proc/self/fd/${kept}`, onOutput);
    } catch (error) {
      closeSync(kept);
      throw error;
    }
    let stopped = false;
    pipe.ended.then(() => (stopped ? closeSync(kept) : idle.push(kept)));
    const stopReading = () => {
      stopped = true;
      pipe.stopReading();
    };
    return { ...pipe, stopReading };
  }
}

/** Makes a named pipe that can be opened by whoever can reach its folder. */
export async function makeNamedPipe(path: string, environment: Record<string, string>): Promise<void> {
  const words = ['mkfifo', '-m', '666', path];
  const { exitCode, stderr } = await runProgramInHelperShell({ words, folder: '/', environment });
  if (exitCode !== 0) throw new Error(`a pipe for the output could not be made: ${stderr.toString().trim()}`);
}

/**
 * Opens a named pipe that nobody else has open, and reads it from then on. Synchronous: a pipe whose reader is there opens
 * at once.
 */
export function openNamedPipe(path: string, onOutput: (chunk: Buffer) => void): OutputPipe {
  const readerFd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  let writerFd: number;
  try {
    writerFd = openSync(path, constants.O_WRONLY);
  } catch (error) {
    closeSync(readerFd);
    throw error;
  }
  const reader = new Socket({ fd: readerFd, readable: true, writable: false });
  // A read error ends the output, as its end does.
  reader.on('error', () => {});
  reader.on('data', onOutput);
  return {
    writerFd,
    closeWriter: () => closeSync(writerFd),
    ended: new Promise((resolve) => reader.once('close', () => resolve())),
    stopReading: () => reader.destroy(),
  };
}
