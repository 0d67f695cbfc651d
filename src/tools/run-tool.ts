import type { FunctionCall, FunctionTool } from '../core/model/model-wire.ts';
import { parseArguments } from '../core/roles/tool-arguments.ts';
import { type ToolArguments, type ToolName, toolNamed } from '../core/roles/tool-table.ts';
import { runPatch } from './patch.ts';
import { runOwnTool } from './run-own-tool.ts';
import { runShell } from './shell.ts';
import type { ToolOutcome } from './tool-outcome.ts';
import { runVerify } from './verify.ts';
import type { Workplace } from './workplace.ts';

/** What does the work of each tool; rejects only on abort. */
const work: {
  [Name in ToolName]: (values: ToolArguments[Name], place: Workplace) => Promise<ToolOutcome>;
} = {
  shell: runShell,
  apply_patch: runPatch,
  verify: runVerify,
};

/** Carries out one tool call. A call that can't be understood is answered in words; rejects only on abort. */
export async function runTool(
  call: Pick<FunctionCall, 'name' | 'arguments'>,
  allowed: readonly FunctionTool[],
  place: Workplace,
): Promise<ToolOutcome> {
  const own = place.ownTools.find(({ name }) => name === call.name);
  if (own !== undefined && allowed.some(({ name }) => name === own.name))
    return runOwnTool(own, call.arguments, place);
  const name = toolNamed(call.name);
  if (name === null || !allowed.some((tool) => tool.name === name)) {
    return misunderstood(
      `there is no tool "${call.name}"; there is: ${allowed.map((tool) => tool.name).join(', ')}`,
    );
  }
  return runKnown(name, call.arguments, place);
}

async function runKnown<Name extends ToolName>(
  name: Name,
  argumentsText: string,
  place: Workplace,
): Promise<ToolOutcome> {
  const parsed = parseArguments(name, argumentsText);
  return parsed.ok ? work[name](parsed.values, place) : misunderstood(parsed.error);
}

function misunderstood(reason: string): ToolOutcome {
  return { output: `error: ${reason}`, exitCode: null, written: [], timedOut: false, durationMs: 0 };
}
