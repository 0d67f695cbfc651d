import type { CommandResult } from '../../core/events.ts';
import { proposedCommand } from '../../core/evidence/evidence-facts.ts';
import { runsOf } from '../../core/evidence/suite-runs.ts';
import type { RunState } from '../../core/state.ts';
import { exitText } from '../text/command-end.ts';
import { lastLines } from '../text/last-lines.ts';
import { plainLine } from '../text/plain-text.ts';

/** The verify command that failed on the result, else on it with the base's tests put back; null where none did. */
export function failedCommand(state: RunState): CommandResult | null {
  const { tree, options, checkRuns, evidenceTrees } = state;
  const proposed = proposedCommand(state);
  const commands = proposed === null ? options.verify : [proposed];
  const restored = evidenceTrees.get(tree)?.restored ?? tree;
  const suites = [
    ...runsOf(checkRuns, 'candidate', tree, commands),
    ...runsOf(checkRuns, 'restored', restored, commands),
  ];
  return suites.flat().find(({ exit_code }) => exit_code !== 0) ?? null;
}

/** How it ended and the last that it said. */
export function failedCommandLines(result: CommandResult | null): string[] {
  if (result === null) return [];
  return [
    `${plainLine(result.command)} (${exitText(result)}), its last lines:`,
    ...lastLines(result.output).map((line) => `  ${line}`),
  ];
}
