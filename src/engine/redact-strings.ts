/** The same value with every string in it, keys aside, passed through `redact`. */
export function redactStrings<Value>(value: Value, redact: (text: string) => string): Value {
  if (typeof value === 'string') return redact(value) as Value;
  if (Array.isArray(value)) return value.map((item) => redactStrings(item, redact)) as Value;
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([key, item]) => [key, redactStrings(item, redact)]);
  return Object.fromEntries(entries) as Value;
}
