import { type ToolArguments, type ToolName, toolTable } from './tool-table.ts';

/** A call's arguments, by its tool; what is wrong with them in words where they don't fit. */
export function parseArguments<Name extends ToolName>(
  name: Name,
  text: string,
): { ok: true; values: ToolArguments[Name] } | { ok: false; error: string } {
  let value: unknown;
  try {
    // Some servers send nothing where a tool takes nothing.
    value = JSON.parse(text.trim() === '' ? '{}' : text);
  } catch (error) {
    return { ok: false, error: `the arguments of ${name} are not JSON: ${(error as Error).message}` };
  }
  if (!isWellFormed(value)) return { ok: false, error: halfCharacter(name) };
  const parsed = toolTable[name].arguments.safeParse(value);
  if (parsed.success) return { ok: true, values: parsed.data };
  const issues = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  return { ok: false, error: `the arguments of ${name} do not fit: ${issues.join('; ')}` };
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
