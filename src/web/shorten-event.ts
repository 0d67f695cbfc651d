import type { LoggedEvent } from '../core/events.ts';

/** A text of an event that is longer than this is shown in part, and brought whole when a person asks for it. */
const shownCharacters = 2_000;

/** Of events of which the page shows a line alone. */
const lineCharacters = 400;

const asLine: ReadonlySet<LoggedEvent['event']> = new Set([
  'model_response',
  'tool_call',
  'tool_result',
  'agent_update',
  'check_result',
]);

/** An event with its long texts cut; the cut says how much is missing. */
export function shortened(event: LoggedEvent): unknown {
  return cut(event, asLine.has(event.event) ? lineCharacters : shownCharacters);
}

/** The value itself where nothing in it is too long. */
function cut(value: unknown, most: number): unknown {
  if (typeof value === 'string') return value.length <= most ? value : shortText(value, most);
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => cut(item, most));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  let copy: Record<string, unknown> | null = null;
  for (const [key, entry] of Object.entries(value)) {
    const short = cut(entry, most);
    if (short === entry) continue;
    copy ??= { ...value };
    copy[key] = short;
  }
  return copy ?? value;
}

function shortText(text: string, most: number): string {
  const half = most / 2;
  const left = text.length - most;
  return `${text.slice(0, half)}\n[... ${left} characters are not shown ...]\n${text.slice(-half)}`.toWellFormed();
}
