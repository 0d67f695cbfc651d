import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { epochMs } from './epoch.ts';

const meterPath = resolve(import.meta.dirname, 'meter.mjs');

/** What one process has used; its CPU is with that of the processes that it started and waited for. */
export interface MeteredProcess {
  startedAtMs: number;
  wallMs: number;
  cpuMs: number;
  peakBytes: number;
  stdout: string;
}

/** Runs a node program to its end; rejects where that is none of `exitCodes`. `folder` holds the meter's file for a while. */
export async function runMetered(
  args: readonly string[],
  folder: string,
  environment: Readonly<Record<string, string>>,
  exitCodes: readonly number[],
): Promise<MeteredProcess> {
  return measured([process.execPath, '--import', meterPath, ...args], folder, environment, exitCodes);
}

/** The same on a terminal of 100 columns and 30 rows, on which nobody types; `stdout` is what it was sent. */
export async function runMeteredOnTerminal(
  args: readonly string[],
  folder: string,
  environment: Readonly<Record<string, string>>,
  exitCodes: readonly number[],
): Promise<MeteredProcess> {
  const words = [process.execPath, '--import', meterPath, ...args].map((word) => `'${word}'`).join(' ');
  const line = `stty cols 100 rows 30; exec ${words}`;
  return measured(['script', '-qefc', line, '/dev/null'], folder, environment, exitCodes);
}

async function measured(
  [program = '', ...words]: readonly string[],
  folder: string,
  environment: Readonly<Record<string, string>>,
  exitCodes: readonly number[],
): Promise<MeteredProcess> {
  const meterFile = join(folder, 'meter.json');
  const startedAtMs = epochMs();
  const child = spawn(program, words, {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', HOME: folder, BENCH_METER: meterFile, ...environment },
    // A terminal whose end of input has come would be told so.
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const outputs = Promise.all([text(child.stdout), text(child.stderr)]);
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  const wallMs = epochMs() - startedAtMs;
  const [stdout, stderr] = await outputs;
  if (exitCode === null || !exitCodes.includes(exitCode)) {
    throw new Error(`${words.join(' ')} ended with ${exitCode}:\n${stderr.slice(-2000)}`);
  }
  const used: { cpuMs: number; peakBytes: number } = JSON.parse(await readFile(meterFile, 'utf8'));
  await rm(meterFile);
  return { startedAtMs, wallMs, ...used, stdout };
}
