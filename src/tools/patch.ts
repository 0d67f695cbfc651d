import { z } from 'zod';
import type { ToolArguments } from '../core/roles/tool-table.ts';
import type { CommandOutcome } from '../ports/sandbox.ts';
import type { ToolOutcome } from './tool-outcome.ts';
import type { Workplace } from './workplace.ts';

/** Far beyond what a patch takes on a slow disk. */
const timeoutMs = 120_000;

/** More than the words on any patch that a model can write. */
const outputLimitBytes = 4_000_000;

/**
 * Applies the patch to the view's files, by a program that sees no more than the view's commands do: a symbolic link can
 * lead it nowhere else. Rejects only when `signal` aborts.
 */
export async function runPatch(
  { patch }: ToolArguments['apply_patch'],
  { view, sandbox, signal }: Workplace,
): Promise<ToolOutcome> {
  const command = { program: 'apply-patch' } as const;
  const request = {
    command,
    input: patch,
    folder: '',
    timeoutMs,
    outputLimitBytes,
    reportFolder: null,
    signal,
  };
  const outcome = await sandbox.run(view, request);
  const { timedOut, durationMs } = outcome;
  const answer = readPatchAnswer(outcome);
  return { output: answer.message, exitCode: answer.ok ? 0 : 1, written: answer.paths, timedOut, durationMs };
}

const answerSchema = z.object({ ok: z.boolean(), message: z.string(), paths: z.array(z.string()) });

function readPatchAnswer({ exitCode, timedOut, output }: CommandOutcome): z.infer<typeof answerSchema> {
  const failed = (how: string) => ({
    ok: false,
    paths: [],
    message: `The patch may have been applied in part: the program that applies it ${how}. Look at the files before you go on.\n${output}`,
  });
  if (timedOut) return failed(`was ended at its time limit of ${timeoutMs} ms`);
  if (exitCode !== 0)
    return failed(`ended with ${exitCode === null ? 'no exit code' : `exit code ${exitCode}`}`);
  try {
    return answerSchema.parse(JSON.parse(output));
  } catch {
    return failed('gave no answer that can be read');
  }
}
