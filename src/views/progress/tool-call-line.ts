import { plainLine } from '../text/plain-text.ts';

/** A tool call in short: `$ npm test`, `patch: src/a.ts (+3 -1), src/b.ts (new, +20)`; else name and arguments. */
export function toolCallLine(name: string, argumentsText: string): string {
  const values = stringArguments(argumentsText);
  if (name === 'shell' && values.command !== undefined) return `$ ${plainLine(values.command)}`;
  if (name === 'apply_patch' && values.patch !== undefined) return `patch: ${patchText(values.patch)}`;
  return `${plainLine(name)} ${plainLine(argumentsText)}`;
}

/** The arguments that are texts; none where the model's JSON is not an object. */
function stringArguments(text: string): { command?: string; patch?: string } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return {};
  }
  if (typeof parsed !== 'object' || parsed === null) return {};
  const { command, patch } = parsed as { command?: unknown; patch?: unknown };
  return {
    ...(typeof command === 'string' ? { command } : {}),
    ...(typeof patch === 'string' ? { patch } : {}),
  };
}

interface FileChange {
  path: string;
  kind: string;
  added: number;
  removed: number;
}

function patchText(patch: string): string {
  const changes: FileChange[] = [];
  for (const line of patch.split('\n')) {
    const header = /^\*\*\* (Add|Update|Delete) File: (.*)$/.exec(line.trim());
    const move = /^\*\*\* Move to: (.*)$/.exec(line.trim());
    const last = changes.at(-1);
    if (header !== null && !/^[ +-]/.test(line)) {
      changes.push({ path: header[2] ?? '', kind: header[1] ?? '', added: 0, removed: 0 });
    } else if (last === undefined) {
    } else if (move !== null && !/^[ +-]/.test(line)) last.path += ` -> ${move[1] ?? ''}`;
    else if (line.startsWith('+')) last.added += 1;
    else if (line.startsWith('-')) last.removed += 1;
  }
  return changes.length === 0 ? 'no files' : changes.map(changeText).join(', ');
}

function changeText({ path, kind, added, removed }: FileChange): string {
  const name = plainLine(path);
  if (kind === 'Delete') return `${name} (deleted)`;
  return kind === 'Add' ? `${name} (new, +${added})` : `${name} (+${added} -${removed})`;
}
