/** Where two JSON values first differ, as `predicate.commands.0.exit_code`; '' for the values themselves, null for nowhere. */
export function firstDifference(left: unknown, right: unknown): string | null {
  if (!isObject(left) || !isObject(right)) return left === right ? null : '';
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const inner = firstDifference(left[key], right[key]);
    if (inner !== null) return inner === '' ? key : `${key}.${inner}`;
  }
  return null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
