import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import type { LoggedEvent, Payload } from '../../src/core/events.ts';

/** The built program: what a user starts. */
export const programPath = resolve(import.meta.dirname, '../../dist/proofloop.js');

/** One place for all tests: each has a home of its own, in which every start would compile the program anew. */
const compiledCode = {
  NODE_COMPILE_CACHE: resolve(import.meta.dirname, '../../node_modules/.cache/proofloop-tests'),
};

export interface ProgramResult {
  /** Null where a signal ended it. */
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

export interface ProgramCall {
  args: readonly string[];
  /** Current folder of the program. */
  folder: string;
  /** `PROOFLOOP_HOME`. */
  home: string;
  environment?: Record<string, string>;
  input?: string;
  /** Goes before the command line, such as a program that starts another one. */
  prefix?: readonly string[];
  /** The user and group that it runs as, where this process may choose them. */
  uid?: number;
  gid?: number;
}

/** Starts the built program as its own process, in an environment of the test's own. */
export function startProgram(call: ProgramCall): ChildProcess {
  const { args, folder, home, environment = {}, input, prefix = [], uid, gid } = call;
  const [program = '', ...words] = [...prefix, process.execPath, programPath, ...args];
  const child = spawn(program, words, {
    cwd: folder,
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
    env: {
      ...{ PATH: process.env.PATH ?? '', HOME: home, PROOFLOOP_HOME: home },
      // What a log holds must not depend on the machine.
      ...{ PROOFLOOP_JOBS: '1', ...compiledCode, ...environment },
    },
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  if (input !== undefined) child.stdin?.end(input);
  return child;
}

export async function endOfProgram(child: ChildProcess): Promise<ProgramResult> {
  const outputs = Promise.all([
    child.stdout ? text(child.stdout) : '',
    child.stderr ? text(child.stderr) : '',
  ]);
  const [exitCode] = (await once(child, 'close')) as [number | null];
  const [stdout, stderr] = await outputs;
  return { exitCode, stdout, stderr };
}

export async function runProgram(call: ProgramCall): Promise<ProgramResult> {
  return endOfProgram(startProgram(call));
}

/** The events of a text of JSON lines, such as `--json` prints and a log holds. */
export function eventsOf(lines: string): LoggedEvent[] {
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LoggedEvent);
}

export async function readEvents(logPath: string): Promise<LoggedEvent[]> {
  return eventsOf(await readFile(logPath, 'utf8'));
}

/** The path of a run's log in its home. */
export function logPathOf(home: string, runId: string): string {
  return join(home, 'runs', runId, 'loop.jsonl');
}

export function payloadsOf<Name extends LoggedEvent['event']>(
  events: readonly LoggedEvent[],
  name: Name,
): Payload<Name>[] {
  return events.filter((event) => event.event === name).map((event) => event.payload as Payload<Name>);
}
