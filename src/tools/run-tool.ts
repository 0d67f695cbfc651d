import type { z } from 'zod';
import type { FunctionCall, FunctionTool } from '../core/model/model-wire.ts';
import { patchArguments, patchDefinition } from '../core/roles/patch-tool.ts';
import { shellArguments, shellDefinition } from '../core/roles/shell-tool.ts';
import { runPatch } from './patch.ts';
import { runShell } from './shell.ts';
import type { ToolOutcome } from './tool-outcome.ts';
import type { Workplace } from './workplace.ts';

/** Carries out one tool call. A call that can't be understood is answered in words; rejects only on abort. */
export async function runTool(
  call: Pick<FunctionCall, 'name' | 'arguments'>,
  allowed: readonly FunctionTool[],
  place: Workplace,
): Promise<ToolOutcome> {
  if (!allowed.some((tool) => tool.name === call.name)) {
    return misunderstood(
      `there is no tool "${call.name}"; there is: ${allowed.map((tool) => tool.name).join(', ')}`,
    );
  }
  switch (call.name) {
    case shellDefinition.name: {
      const parsed = parseArguments(call, shellArguments);
      return parsed.ok ? runShell(parsed.value, place) : misunderstood(parsed.error);
    }
    case patchDefinition.name: {
      const parsed = parseArguments(call, patchArguments);
      return parsed.ok ? runPatch(parsed.value, place) : misunderstood(parsed.error);
    }
    default:
      throw new Error(`tool ${call.name} is allowed but not known`);
  }
}

function misunderstood(reason: string): ToolOutcome {
  return { output: `error: ${reason}`, exitCode: null, written: [], timedOut: false, durationMs: 0 };
}

/** Half a surrogate pair would come to a program, and so into files, as U+FFFD. */
function isWellFormed(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  return typeof value !== 'object' || value === null || Object.values(value).every(isWellFormed);
}

function halfCharacter(name: string): string {
  return (
    `the arguments of ${name} hold half of a surrogate pair, such as \\ud83d alone, which no file can store as UTF-8. ` +
    'Nothing was done; send the call again with the whole character'
  );
}

type Parsed<Value> = { ok: true; value: Value } | { ok: false; error: string };

function parseArguments<Schema extends z.ZodType>(
  call: Pick<FunctionCall, 'name' | 'arguments'>,
  schema: Schema,
): Parsed<z.infer<Schema>> {
  let value: unknown;
  try {
    value = JSON.parse(call.arguments);
  } catch (error) {
    return { ok: false, error: `the arguments of ${call.name} are not JSON: ${(error as Error).message}` };
  }
  if (!isWellFormed(value)) return { ok: false, error: halfCharacter(call.name) };
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const issues = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  return { ok: false, error: `the arguments of ${call.name} do not fit: ${issues.join('; ')}` };
}
