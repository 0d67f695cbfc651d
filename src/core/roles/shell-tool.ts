import { z } from 'zod';
import type { FunctionTool } from '../model/model-wire.ts';

export const defaultTimeoutMs = 120_000;
export const longestTimeoutMs = 600_000;

export const shellDefinition: FunctionTool = {
  type: 'function',
  name: 'shell',
  description: [
    'Runs a shell command in the root folder of your view of the repository and returns its exit code and output. No terminal, no input, no network.',
    'Output above 32 KB (16 KB in a small window) loses its middle lines: read long files in parts (`sed -n`).',
    '`/tmp` is emptied after each call.',
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
