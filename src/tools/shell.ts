import type { ToolArguments } from '../core/roles/tool-table.ts';
import type { ToolOutcome } from './tool-outcome.ts';
import type { Workplace } from './workplace.ts';

const defaultTimeoutMs = 120_000;
const longestTimeoutMs = 600_000;

/** Runs the command; a failing command is an outcome like any other. Rejects only when `signal` aborts. */
export async function runShell(
  { command, timeout_ms }: ToolArguments['shell'],
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
