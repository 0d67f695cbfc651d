import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import type { CommandRequest, Sandbox, View } from '../ports.ts';
import { type CappedOutput, capOutput } from './cap-output.ts';
import { endProcesses, killAtOnce, killProcesses } from './process-group.ts';
import { createScratchFolder, removeScratchFolder, type ScratchFolder } from './scratch-folder.ts';
import { type StartedCommand, startCommand } from './start-command.ts';
import { viewEnvironment } from './view-environment.ts';

/** How long a process that could not be found may keep the output open after the command's end. */
const drainMs = 250;

/** The longest delay that a timer takes. */
const longestDelayMs = 2 ** 31 - 1;

/**
 * Runs commands as the user, with the user's files and network in reach. What is held back: the environment (a command
 * gets `environment` with PWD, and a HOME and TMPDIR that are thrown away) and whatever a command leaves running.
 * A command that a signal ended has the exit code 128 + n, as in a shell; null where it was us who ended it.
 */
export function createUnsandboxed(environment: Record<string, string>): Sandbox {
  const shell = existsSync('/bin/bash') ? '/bin/bash' : '/bin/sh';
  return {
    async run(view, request) {
      request.signal.throwIfAborted();
      const startedAt = performance.now();
      const output = capOutput(request.outputLimitBytes);
      const ending = await runCommand(shell, environment, view, request, output);
      if (ending === 'aborted') throw request.signal.reason;
      return {
        exitCode: ending === 'timed out' ? null : ending,
        timedOut: ending === 'timed out',
        durationMs: Math.round(performance.now() - startedAt),
        output: output.text(),
      };
    },
  };
}

type Ending = number | 'timed out' | 'aborted';

async function runCommand(
  shell: string,
  environment: Record<string, string>,
  view: View,
  request: CommandRequest,
  output: CappedOutput,
): Promise<Ending> {
  let scratch: ScratchFolder | null = null;
  try {
    scratch = await createScratchFolder(view.root);
    const folder = join(view.root, request.folder);
    const line: [string, string] = [shell, request.command];
    const variables = viewEnvironment(view.kind, environment);
    return await untilGone(await startCommand(line, folder, scratch, variables, output.add), request);
  } catch (error) {
    const place = request.folder === '' ? '' : ` in the folder ${request.folder}`;
    output.add(Buffer.from(`The command could not be started${place} (${reasonOf(error)}).\n`));
    return 127;
  } finally {
    if (scratch !== null) await removeScratchFolder(scratch);
  }
}

/** Resolves when the command and everything that it started are gone, and their output is read. */
async function untilGone(started: StartedCommand, request: CommandRequest): Promise<Ending> {
  const killOnExit = () => killAtOnce(started.marks);
  process.once('exit', killOnExit);
  const ending = await firstEnding(started, request);
  if (typeof ending === 'number') await killProcesses(started.marks);
  else await endProcesses(started.marks);
  process.off('exit', killOnExit);
  await Promise.race([started.output.ended, drainDeadline()]);
  started.output.stopReading();
  return ending;
}

/** Resolves with what comes first: the exit, the time limit or the abort. */
async function firstEnding({ exited }: StartedCommand, request: CommandRequest): Promise<Ending> {
  if (request.signal.aborted) return 'aborted';
  const settled = new AbortController();
  const { signal } = settled;
  try {
    return await Promise.race([
      exited.then(([code, deadlySignal]) => code ?? 128 + constants.signals[deadlySignal]),
      delay(Math.min(request.timeoutMs, longestDelayMs), 'timed out' as const, { signal }),
      once(request.signal, 'abort', { signal }).then(() => 'aborted' as const),
    ]);
  } finally {
    settled.abort();
  }
}

async function drainDeadline(): Promise<void> {
  await delay(drainMs, undefined, { ref: false });
  // After a busy time this timer can come before the output that waits in the pipe: let that be read first.
  await nextTurn();
}

/** Without paths, which are random here and end up before a model. */
function reasonOf(error: unknown): string {
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  return syscall === undefined ? message : `${syscall}: ${code}`;
}
