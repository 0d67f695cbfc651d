/** Names under which programs keep what lets them in. */
const secretName = /token|refresh|access|secret|authori[sz]ation|password|credential|cookie|key$|^id$/i;

/** Shorter values are everyday words. */
const shortestSecret = 16;

/** What is a token whatever name it stands under: a signed one, and those that begin as their makers mark them. */
const markedToken =
  /^(?:eyJ[\w-]+\.[\w-]+\.[\w-]*|(?:sk|ghp|gho|ghs|glpat|xox[a-z]|ya29|AIza)[-_.]?[\w.-]{16,})$/;

/** Several words, a time, or an address are no token; neither is what has no sign but letters. */
const isPlain = (value: string) =>
  /\s/.test(value) || /^\d{4}-\d\d-\d\d/.test(value) || value.includes('://') || /^[a-z]+$/i.test(value);

/** `name = value` and `name: value`, with quotes or without; and `name value`, as `.netrc` has it. */
const assignments = [
  /([\w.-]+)["']?[ \t]*[=:][ \t]*["']?(?:(?:Bearer|Basic|token)[ \t]+)?([^\s"',;]+)/gi,
  /(?<=^|\s)([\w.-]+)[ \t]+([^\s"',;]+)/g,
];

/**
 * The values in a login file that must not reach a log: what stands under the name of a token or a key, and what looks
 * like one. JSON is read as such; of any other text, its assignments.
 */
export function loginSecrets(text: string): string[] {
  const value = parsed(text);
  const found = value === undefined ? secretsInText(text) : secretsIn(value, '');
  return [...new Set(found)];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function secretsIn(value: unknown, name: string): string[] {
  if (typeof value === 'string') return secretsOf(name, value);
  if (Array.isArray(value)) return value.flatMap((item) => secretsIn(item, name));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, field]) => secretsIn(field, key));
}

/** What of a value is secret: all of it, or what stands behind the word for its kind. */
function secretsOf(name: string, value: string): string[] {
  const token = value.trim().replace(/^(?:Bearer|Basic|token)\s+/i, '');
  const isSecret = token.length >= shortestSecret && (secretName.test(name) || markedToken.test(token));
  return isSecret && !isPlain(token) ? [token] : [];
}

function secretsInText(text: string): string[] {
  return assignments
    .flatMap((form) => [...text.matchAll(form)])
    .flatMap(([, name = '', value = '']) => secretsOf(name, value));
}
