import { z } from 'zod';
import { capOutput } from '../core/text/cap-output.ts';
import type { OwnTool } from '../ports/own-tool.ts';
import type { ToolOutcome } from './tool-outcome.ts';
import type { Workplace } from './workplace.ts';

/** Carries out a call of a tool that the calling program brought; what goes wrong in it is told to the model. */
export async function runOwnTool(
  tool: OwnTool,
  argumentsText: string,
  { view, sandbox, outputLimitBytes, signal }: Workplace,
): Promise<ToolOutcome> {
  const startedAt = performance.now();
  const output = capOutput(outputLimitBytes);
  output.add(Buffer.from(await answerOf(tool, argumentsText, { view, sandbox, signal })));
  const durationMs = Math.round(performance.now() - startedAt);
  return { output: output.text(), exitCode: null, written: [], timedOut: false, durationMs };
}

async function answerOf(
  tool: OwnTool,
  argumentsText: string,
  place: Parameters<OwnTool['run']>[1],
): Promise<string> {
  let values: unknown;
  try {
    values = JSON.parse(argumentsText.trim() === '' ? '{}' : argumentsText);
  } catch (error) {
    return `error: the arguments of ${tool.name} are not JSON: ${(error as Error).message}`;
  }
  const fitting = z
    .fromJSONSchema(tool.parameters as Parameters<typeof z.fromJSONSchema>[0])
    .safeParse(values);
  if (!fitting.success) {
    const issues = fitting.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    return `error: the arguments of ${tool.name} do not fit: ${issues.join('; ')}`;
  }
  place.signal.throwIfAborted();
  try {
    return await tool.run(fitting.data, place);
  } catch (error) {
    place.signal.throwIfAborted();
    return `error: ${error instanceof Error ? error.message : String(error)}`;
  }
}
