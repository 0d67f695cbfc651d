/** The same value with every string in it, keys aside, passed through `redact`. */
export function redactStrings<Value>(value: Value, redact: (text: string) => string): Value {
  return isClean(value, redact) ? value : redacted(value, redact);
}

/** Whether `redact` leaves every string in it as it is: nearly always, and then nothing is built anew. */
function isClean(value: unknown, redact: (text: string) => string): boolean {
  if (typeof value === 'string') return redact(value) === value;
  if (value === null || typeof value !== 'object') return true;
  return Object.values(value).every((item) => isClean(item, redact));
}

function redacted<Value>(value: Value, redact: (text: string) => string): Value {
  if (typeof value === 'string') return redact(value) as Value;
  if (Array.isArray(value)) return value.map((item) => redacted(item, redact)) as Value;
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([key, item]) => [key, redacted(item, redact)]);
  return Object.fromEntries(entries) as Value;
}
