import { parseArguments } from '../../core/roles/tool-arguments.ts';
import { type ToolName, toolNamed, toolTable } from '../../core/roles/tool-table.ts';
import { plainLine } from '../text/plain-text.ts';

/** A tool call in short: `$ npm test`, `patch: src/a.ts (+3 -1), src/b.ts (new, +20)`; else name and arguments. */
export function toolCallLine(name: string, argumentsText: string): string {
  return plainLine(toolCallText(name, argumentsText, false));
}

/** A tool call in words, not yet made plain; with `isWhole` all that it was given. */
export function toolCallText(name: string, argumentsText: string, isWhole: boolean): string {
  const known = toolNamed(name);
  const shown = known === null ? null : shownCall(known, argumentsText);
  if (shown === null) return `${name} ${argumentsText}`;
  return isWhole && shown.detail !== null ? `${shown.text}\n${shown.detail}` : shown.text;
}

/** Null where the arguments aren't those of the tool. */
function shownCall<Name extends ToolName>(name: Name, argumentsText: string) {
  const parsed = parseArguments(name, argumentsText);
  return parsed.ok ? toolTable[name].shown(parsed.values) : null;
}
