import { once } from 'node:events';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { type CappedOutput, capOutput } from '../../core/text/cap-output.ts';
import type { CommandRequest, Sandbox } from '../../ports/sandbox.ts';
import type { View } from '../../ports/view.ts';
import type { OutputPipe } from './output-pipe.ts';
import { type SpareDisk, watchDisk } from './spare-disk.ts';
import { watchMemory } from './spare-memory.ts';

/** A command that runs, or has just ended. */
export interface StartedCommand {
  /** The first process's exit code, 128 + n after a signal; rejects where the command never came to run. */
  exited: Promise<number>;
  /** Resolves when the talk with it is over; absent where nobody talks with it. */
  talk?: Promise<void> | undefined;
  output: Pick<OutputPipe, 'ended' | 'stopReading'>;
  /** The command lines of what runs of it now, as `runningProcesses` gives them. */
  running(): string[];
  /** Kills what is left of the command; resolves when all of it is gone. */
  kill(): Promise<void>;
  /** As `kill`, after the processes were asked to end and had a short time to do so. */
  end(): Promise<void>;
  /** Kills what can be found of the command now, without waiting: for a program that is about to end. */
  killAtOnce(): void;
  /** Takes away what the command needed; called once, after its end. Never throws. */
  cleanUp(): Promise<void>;
}

/** Starts a request's command in a view; rejects where it can't be started. */
export type StartCommand = (
  view: View,
  request: CommandRequest,
  onOutput: (chunk: Buffer) => void,
) => Promise<StartedCommand>;

/** How long a process that could not be found may keep the output open after the command's end. */
const drainMs = 250;

/** The longest delay that a timer takes. */
const longestDelayMs = 2 ** 31 - 1;

/** What a command must leave of the machine. */
export interface Spare {
  spareDisk: SpareDisk;
  spareMemoryBytes: number;
}

/** What all sandboxes share: the cap on the output, the time limit, the abort, and the watch over disk and memory. */
export function sandboxOf(start: StartCommand, spare: Spare): Sandbox {
  return {
    async run(view, request) {
      request.signal.throwIfAborted();
      let startedAt = performance.now();
      request.mayRun?.then(
        () => {
          startedAt = performance.now();
        },
        // What it rejects with is told at the end.
        () => {},
      );
      const output = capOutput(request.outputLimitBytes);
      const order = { spare, view, request: startable(request) };
      const ending = await awaitCommand(start, order, output);
      await request.mayRun;
      if (ending === 'aborted') throw request.signal.reason;
      return {
        exitCode: typeof ending === 'number' ? ending : null,
        timedOut: ending === 'timed out',
        durationMs: Math.round(performance.now() - startedAt),
        output: output.text(),
      };
    },
  };
}

/** Linux takes no argument of 128 KiB. */
const longestArgumentBytes = 120 * 1024;

/** What a shell does that gets its command on its standard input, which is at its end as soon as the command runs. */
const readCommand = 'set -- "$(cat)"; exec </dev/null; eval "set --; $1"';

/** The request with a command that is too long to be an argument on its standard input. */
function startable(request: CommandRequest): CommandRequest {
  const { command, input } = request;
  if (typeof command !== 'string' || input !== null) return request;
  if (Buffer.byteLength(command) < longestArgumentBytes) return request;
  return { ...request, command: readCommand, input: command };
}

interface Order {
  spare: Spare;
  view: View;
  request: CommandRequest;
}

type Ending =
  | number
  | 'talk is over'
  | 'timed out'
  | 'aborted'
  | 'disk is filling up'
  | 'memory is running out';

async function awaitCommand(start: StartCommand, order: Order, output: CappedOutput): Promise<Ending> {
  const { view, request } = order;
  let started: StartedCommand | null = null;
  try {
    started = await start(view, request, (chunk) => {
      output.add(chunk);
      request.onOutput?.(chunk);
    });
    const { ending, running } = await untilGone(started, order);
    const note = noteOn(ending, running);
    if (note !== null) output.add(Buffer.from(`\n[${note}]\n`));
    return ending;
  } catch (error) {
    if (request.signal.aborted) return 'aborted';
    const place = request.folder === '' ? '' : ` in the folder ${request.folder}`;
    output.add(Buffer.from(`The command could not be started${place} (${reasonOf(error)}).\n`));
    return 127;
  } finally {
    await started?.cleanUp();
  }
}

/** What is said of a command that we have ended, and not in its output otherwise. */
function noteOn(ending: Ending, running: readonly string[]): string | null {
  const what = running.length === 0 ? '' : `: ${running.join(' > ')}`;
  if (ending === 'timed out') return running.length === 0 ? null : `What ran at the time limit${what}`;
  if (ending === 'memory is running out')
    return `The command was ended because the machine's memory was running out${what}. Let it take less at a time.`;
  if (ending !== 'disk is filling up') return null;
  const why = 'The command was ended because it was filling up the disk';
  return `${why}${what}. Remove what it has written and need not stay.`;
}

/** Resolves when the command and everything that it started are gone, and their output is read. */
async function untilGone(
  started: StartedCommand,
  order: Order,
): Promise<{ ending: Ending; running: string[] }> {
  const killOnExit = () => started.killAtOnce();
  process.once('exit', killOnExit);
  try {
    const ending = await firstEnding(started, order);
    const running = typeof ending === 'number' ? [] : started.running();
    if (typeof ending === 'number') await started.kill();
    else await started.end();
    return { ending, running };
  } finally {
    process.off('exit', killOnExit);
    await Promise.race([started.output.ended, drainDeadline()]);
    started.output.stopReading();
  }
}

/** Resolves with what comes first: the exit, the time limit, the abort or the end of the disk's space or of memory. */
async function firstEnding(
  { exited, talk }: StartedCommand,
  { spare, view, request }: Order,
): Promise<Ending> {
  const settled = new AbortController();
  const { signal } = settled;
  try {
    const aborted = request.signal.aborted
      ? Promise.resolve()
      : once(request.signal, 'abort', { signal }).then(() => undefined);
    return await Promise.race([
      exited.then((code) => afterTalk(code, talk)),
      ...(talk === undefined ? [] : [talk.then(() => afterParting(exited, signal))]),
      timeIsUp(request, signal),
      aborted.then(() => 'aborted' as const),
      watchDisk(view.root, spare.spareDisk, signal).then(() => 'disk is filling up' as const),
      watchMemory(spare.spareMemoryBytes, signal).then(() => 'memory is running out' as const),
    ]);
  } finally {
    settled.abort();
  }
}

/** How long a command that nobody talks with any more has to end by itself. */
const partingMs = 500;

function afterParting(exited: Promise<number>, signal: AbortSignal): Promise<number | 'talk is over'> {
  return Promise.race([exited, delay(partingMs, 'talk is over' as const, { signal })]);
}

/** How long what a command has said before its end may take to be read. */
const lastWordsMs = 2000;

async function afterTalk(exitCode: number, talk: Promise<void> | undefined): Promise<number> {
  const heard = new AbortController();
  if (talk !== undefined) await Promise.race([talk, delay(lastWordsMs, undefined, { signal: heard.signal })]);
  heard.abort();
  return exitCode;
}

/** Resolves at the time limit, which begins when the command may run. */
async function timeIsUp({ mayRun, timeoutMs }: CommandRequest, signal: AbortSignal): Promise<'timed out'> {
  await mayRun?.catch(() => {});
  return delay(Math.min(timeoutMs, longestDelayMs), 'timed out', { signal });
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
