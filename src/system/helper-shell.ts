import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { availableParallelism } from 'node:os';
import { shellWord } from '../core/text/shell-word.ts';
import { sendSignal } from './send-signal.ts';

/** How a command line ended. */
export interface ShellExit {
  /** As the shell has it: 127 where the program was not found, 128 + n after a signal. */
  exitCode: number;
  stdout: Buffer;
  stderr: Buffer;
}

/** A command line that waits for a shell, or runs. */
interface Job {
  line: string;
  changesNothing: boolean;
  ended: PromiseWithResolvers<ShellExit>;
}

/** A shell that runs one command line after another. */
interface Helper {
  run(job: Job): void;
}

const idle: Helper[] = [];
const waiting: Job[] = [];
let helpers = 0;
/** Node asks the system each time. */
let helpersMax: number | null = null;

/**
 * Runs a command line by a small shell that stays for the next one. To start a process the kernel copies what it knows of
 * the starter's memory: for a program that has grown this takes longer than most git commands, and nothing else happens
 * meanwhile. Signals from the terminal do not reach the command. Where it `changesNothing`, one that waits with the same line
 * is begun once for all who ask, and they get the same answer. Rejects where the shell can't be started or breaks off.
 */
export function runInHelperShell(line: string, changesNothing = false): Promise<ShellExit> {
  // A shell would read on without it.
  if (line.includes('\0')) return Promise.reject(new Error('no command line can hold a zero byte'));
  // Of one that has begun the answer may be of before this question.
  const asked = changesNothing ? waiting.find((job) => job.changesNothing && job.line === line) : undefined;
  if (asked !== undefined) return asked.ended.promise;
  const job: Job = { line, changesNothing, ended: Promise.withResolvers<ShellExit>() };
  waiting.push(job);
  runNext();
  return job.ended.promise;
}

/** A program's command: nothing of this process's environment goes along. */
export interface HelperCommand {
  /** The program, looked for in the environment's `PATH`, and its arguments. */
  words: readonly string[];
  /** Absolute path of the folder in which it runs. */
  folder: string;
  /** The names have to be ones that a shell takes. */
  environment: Readonly<Record<string, string>>;
  /** A few bytes, which are part of the line; absent for nothing. */
  input?: Buffer;
  /** It only asks, so who asks the same while it waits gets its answer; absent for a command that may change something. */
  changesNothing?: boolean;
}

/** As `runInHelperShell`, for one program. */
export function runProgramInHelperShell(command: HelperCommand): Promise<ShellExit> {
  const { words, folder, environment, input = Buffer.alloc(0), changesNothing } = command;
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${quoteWords([value])}`);
  const program = `${variables.join(' ')} ${quoteWords(words)}`;
  const fed = input.length === 0 ? `${program} </dev/null` : `printf ${quoteBytes(input)} | ${program}`;
  return runInHelperShell(`cd ${quoteWords([folder])} && ${fed}`, changesNothing);
}

/** The words as a shell reads them, after its first. */
export function quoteWords(words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}

/** A format of `printf` that prints exactly these bytes; none of them can make it an option. */
export function quoteBytes(bytes: Buffer): string {
  const plain = bytes.toString('latin1').replace(/[^\w\n ./:@^{}]/g, (character) => {
    return `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`;
  });
  return `'${plain}'`;
}

function runNext(): void {
  helpersMax ??= availableParallelism();
  while (waiting.length > 0 && (idle.length > 0 || helpers < helpersMax)) {
    const job = waiting.shift();
    try {
      const helper = idle.pop() ?? startHelper();
      if (job !== undefined) helper.run(job);
    } catch (error) {
      job?.ended.reject(error);
    }
  }
}

/** Throws where no process can be started. */
function startHelper(): Helper {
  // A session of its own: Ctrl-C is for proofloop alone, which ends in good order.
  const child = spawn('/bin/sh', ['-s'], { cwd: '/', env: {}, detached: true, stdio: 'pipe' });
  const { pid } = child;
  child.on('error', () => {});
  // Without a process there may be no streams either.
  if (pid === undefined) throw new Error('the shell that starts it could not be started');
  helpers += 1;
  const streams = [child.stdin, child.stdout, child.stderr] as unknown as readonly Socket[];
  // What marks the end of an output; nobody who writes to it knows it.
  const mark = randomBytes(16).toString('hex');
  let isBroken = false;
  let current: { job: Job; stdout: Buffer[]; stderr: Buffer[] } | null = null;

  const helper: Helper = {
    run(job) {
      current = { job, stdout: [], stderr: [] };
      child.ref();
      for (const stream of streams) stream.ref();
      child.stdin.write(`${job.line}\nprintf '%s %03d' ${mark} "$?"; printf '%s %03d' ${mark} 0 >&2; cd /\n`);
    },
  };
  const finish = () => {
    if (current === null) return;
    const { job } = current;
    const [stdout, stderr] = [beforeMark(current.stdout, mark), beforeMark(current.stderr, mark)];
    if (stdout === null || stderr === null) return;
    current = null;
    idle.push(helper);
    job.ended.resolve({ exitCode: stdout.word, stdout: stdout.content, stderr: stderr.content });
    runNext();
    if (current !== null) return;
    // A shell that has nothing to do must not keep the program from ending.
    child.unref();
    for (const stream of streams) stream.unref();
  };
  const breakOff = (error: Error) => {
    if (isBroken) return;
    isBroken = true;
    helpers -= 1;
    process.off('exit', endWithUs);
    if (idle.includes(helper)) idle.splice(idle.indexOf(helper), 1);
    current?.job.ended.reject(error);
    runNext();
  };
  child.stdout.on('data', (chunk: Buffer) => {
    current?.stdout.push(chunk);
    finish();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    current?.stderr.push(chunk);
    finish();
  });
  child.stdin.on('error', () => {});
  child.on('exit', () => breakOff(new Error('the shell that starts it has ended')));
  // What it runs would go on in its own session, and be in the way of whoever goes on with the run.
  const endWithUs = () => {
    if (current !== null) sendSignal(-pid, 'SIGKILL');
  };
  process.on('exit', endWithUs);
  child.unref();
  return helper;
}

/** What came before the mark and the number that follows it; null as long as the mark is not there. */
function beforeMark(chunks: readonly Buffer[], mark: string): { content: Buffer; word: number } | null {
  const endBytes = mark.length + ' 000'.length;
  const end = lastBytes(chunks, endBytes);
  if (!end.startsWith(`${mark} `)) return null;
  const all = Buffer.concat(chunks);
  return { content: all.subarray(0, all.length - endBytes), word: Number(end.slice(mark.length)) };
}

/** The last bytes of what was read, wherever that was cut. */
function lastBytes(chunks: readonly Buffer[], count: number): string {
  let text = '';
  for (let at = chunks.length - 1; at >= 0 && text.length < count; at -= 1)
    text = `${chunks[at]?.toString('latin1', -count) ?? ''}${text}`;
  return text.slice(-count);
}
