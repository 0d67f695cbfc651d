/** The value with U+FFFD in the place of each half of a surrogate pair, in every text of it. */
export function wellFormed<Value>(value: Value): Value {
  return mend(value) as Value;
}

function mend(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(mend);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key.toWellFormed(), mend(entry)]));
}

/** JSON text without halves of surrogate pairs, written as escapes neither; what is no JSON is mended as text. */
export function wellFormedJson(json: string): string {
  const text = json.toWellFormed();
  if (!/\\u[dD][89a-fA-F]/.test(text)) return text;
  try {
    const value: unknown = JSON.parse(text);
    const mended = JSON.stringify(mend(value));
    return mended === JSON.stringify(value) ? text : mended;
  } catch {
    return text;
  }
}
