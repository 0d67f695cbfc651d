/** A text of an event that is longer than this is shown in part, and brought whole when a person asks for it. */
const shownCharacters = 2_000;

/** The value of an event with its long texts cut; the cut says how much is missing. */
export function shortened(value: unknown): unknown {
  if (typeof value === 'string') return shortText(value);
  if (Array.isArray(value)) return value.map(shortened);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, shortened(entry)]));
}

function shortText(text: string): string {
  if (text.length <= shownCharacters) return text;
  const half = shownCharacters / 2;
  const left = text.length - shownCharacters;
  return `${text.slice(0, half)}\n[... ${left} characters are not shown ...]\n${text.slice(-half)}`.toWellFormed();
}
