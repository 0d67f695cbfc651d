import { z } from 'zod';
import type { FunctionTool } from '../core/model-wire.ts';
import type { ToolOutcome } from './tool-outcome.ts';
import type { Workplace } from './workplace.ts';

const defaultTimeoutMs = 120_000;
const longestTimeoutMs = 600_000;

export const shellDefinition: FunctionTool = {
  type: 'function',
  name: 'shell',
  description: [
    'Runs a shell command in the root folder of your view of the repository and returns its exit code and output. No terminal, no input, no network.',
    'Of an output above 32 KB (16 KB for a model with a small window) the middle is left out, by lines, which are named: read long files in parts, such as `sed -n 1,400p`.',
    '`/tmp` and the home folder are emptied after each call.',
  ].join(' '),
  parameters: {
    type: 'object',
    properties: {
      command: { type: 'string' },
      timeout_ms: { type: ['integer', 'null'], description: 'Default 120000, at most 600000.' },
    },
    required: ['command', 'timeout_ms'],
    additionalProperties: false,
  },
  strict: true,
};

/** Some servers don't enforce strict schemas, so a missing or odd `timeout_ms` is read as the default. */
export const shellArguments = z.object({
  command: z.string().min(1),
  timeout_ms: z.number().positive().nullish().catch(null),
});

/** Runs the command; a failing command is an outcome like any other. Rejects only when `signal` aborts. */
export async function runShell(
  { command, timeout_ms }: z.infer<typeof shellArguments>,
  { view, sandbox, outputLimitBytes, signal }: Workplace,
): Promise<ToolOutcome> {
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
    timedOut: outcome.timedOut,
    durationMs: outcome.durationMs,
  };
}

function describeEnd(outcome: { exitCode: number | null; timedOut: boolean }, timeoutMs: number): string {
  if (outcome.timedOut) return `ended at its time limit of ${timeoutMs} ms`;
  return outcome.exitCode === null ? 'ended early' : `exit code ${outcome.exitCode}`;
}
