/** The names under which programs keep tokens and how long they hold. */
const tokenName = /token|expir|refresh|^(access|id|key)$/i;

/** What a token can be made of, and how long one can be. */
const tokenForm = /^[\w.~+/=:@-]{1,16384}$/;

/** A login that can't be taken over. */
const refused = Symbol('refused');

/**
 * The login file `before` with the tokens that a program has put in their places in `after`; null where nothing was
 * refreshed, or where anything else differs, so that it is no longer well-formed: a program that was given a copy of a
 * login must not put settings, commands or addresses into the user's own.
 */
export function refreshedLogin(before: string, after: string): string | null {
  if (before === after) return null;
  const [old, anew] = [parsed(before), parsed(after)];
  if (!isRecord(old) || !isRecord(anew)) return null;
  const merged = refreshed(old, anew, '');
  if (merged === refused || JSON.stringify(merged) === JSON.stringify(old)) return null;
  return `${JSON.stringify(merged, null, 2)}\n`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refreshed(old: unknown, anew: unknown, name: string): unknown {
  if (isRecord(old) && isRecord(anew)) {
    const names = Object.keys(old);
    if (Object.keys(anew).length !== names.length) return refused;
    const fields = names.map((key) => [
      key,
      Object.hasOwn(anew, key) ? refreshed(old[key], anew[key], key) : refused,
    ]);
    return fields.some(([, value]) => value === refused) ? refused : Object.fromEntries(fields);
  }
  if (JSON.stringify(old) === JSON.stringify(anew)) return old;
  return tokenName.test(name) && isTokenFor(old, anew) ? anew : refused;
}

function isTokenFor(old: unknown, anew: unknown): boolean {
  if (typeof anew === 'number') return typeof old === 'number' && Number.isFinite(anew);
  return typeof anew === 'string' && (typeof old === 'string' || old === null) && tokenForm.test(anew);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
