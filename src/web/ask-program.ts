import { spawn } from 'node:child_process';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '../config/surroundings.ts';

const pollMs = 50;
const shownBytes = 20_000;

/** What came of a command that the page asked for. */
export interface ProgramAnswer {
  /** Null where it goes on by itself. */
  exitCode: number | null;
  /** The first line of its standard output. */
  firstLine: string;
  /** What it said to a person. */
  said: string;
}

/** How the program is started. */
export interface ProgramStart {
  /** The program and the arguments before those of the command: Node and the file of the program. */
  command: readonly [string, ...string[]];
  environment: Environment;
  currentFolder: string;
}

/**
 * Runs a command of the program in a process of its own, which outlives this one. Resolves when it has ended, and with
 * `goesOn` as soon as it has printed its first line: a run goes on for hours.
 */
export async function askProgram(
  start: ProgramStart,
  commandArguments: readonly string[],
  goesOn: boolean,
): Promise<ProgramAnswer> {
  const folder = await mkdtemp(join(tmpdir(), 'proofloop-page-'));
  try {
    const [output, errors] = [join(folder, 'stdout'), join(folder, 'stderr')];
    let exitCode: number | null = null;
    await startDetached(start, commandArguments, { output, errors, onExit: (code) => (exitCode = code) });
    for (;;) {
      const firstLine = await firstLineOf(output);
      if (exitCode !== null || (goesOn && firstLine !== '')) {
        const said = await readFile(errors, 'utf8');
        return { exitCode, firstLine: await firstLineOf(output), said: said.slice(-shownBytes) };
      }
      await sleep(pollMs);
    }
  } finally {
    // What the program still writes goes into files without a name.
    await rm(folder, { recursive: true, force: true });
  }
}

interface Started {
  output: string;
  errors: string;
  onExit: (code: number) => void;
}

async function startDetached(
  { command: [program, ...before], environment, currentFolder }: ProgramStart,
  commandArguments: readonly string[],
  { output, errors, onExit }: Started,
): Promise<void> {
  const files = await Promise.all([open(output, 'w'), open(errors, 'w')]);
  const child = spawn(program, [...before, ...commandArguments], {
    stdio: ['ignore', files[0].fd, files[1].fd],
    detached: true,
    env: environment,
    cwd: currentFolder,
  });
  child.unref();
  child.once('error', () => onExit(127));
  child.once('exit', (code) => onExit(code ?? 1));
  await Promise.all(files.map((file) => file.close()));
}

async function firstLineOf(path: string): Promise<string> {
  const text = await readFile(path, 'utf8');
  const end = text.indexOf('\n');
  return end === -1 ? '' : text.slice(0, end);
}
