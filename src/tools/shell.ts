import type { z } from 'zod';
import { defaultTimeoutMs, longestTimeoutMs, type shellArguments } from '../core/roles/shell-tool.ts';
import type { ToolOutcome } from './tool-outcome.ts';
import type { Workplace } from './workplace.ts';

/** Runs the command; a failing command is an outcome like any other. Rejects only when `signal` aborts. */
export async function runShell(
  { command, timeout_ms }: z.infer<typeof shellArguments>,
  { view, sandbox, outputLimitBytes, signal }: Workplace,
): Promise<ToolOutcome> {
  if (command.includes('\0')) {
    const output =
      "error: the command holds a zero byte, which no shell can take: write such bytes by printf '\\000'";
    return { output, exitCode: null, written: [], timedOut: false, durationMs: 0 };
  }
  const timeoutMs = Math.min(timeout_ms ?? defaultTimeoutMs, longestTimeoutMs);
  const request = {
    command,
    input: null,
    folder: '',
    timeoutMs,
    outputLimitBytes,
    reportFolder: null,
    signal,
  };
  const outcome = await sandbox.run(view, request);
  return {
    output: `${describeEnd(outcome, timeoutMs)}\n${outcome.output}`,
    exitCode: outcome.exitCode,
    written: [],
    timedOut: outcome.timedOut,
    durationMs: outcome.durationMs,
  };
}

function describeEnd(outcome: { exitCode: number | null; timedOut: boolean }, timeoutMs: number): string {
  if (outcome.timedOut) return `ended at its time limit of ${timeoutMs} ms`;
  return outcome.exitCode === null ? 'ended early' : `exit code ${outcome.exitCode}`;
}
