/** What stands where a secret was. */
export const redactedMark = '[redacted]';

/**
 * A function that replaces each secret in a text, also where it stands encoded: base64 and base64url (alone or
 * inside a longer text), URL encoding, a JSON string. Where secrets overlap, all of their characters go.
 */
export function createRedactor(secrets: readonly string[]): (text: string) => string {
  const forms = [...new Set(secrets.flatMap(encodedForms))]
    .filter((form) => form !== '')
    .sort((one, other) => other.length - one.length);
  return (text) => {
    let result = '';
    let kept = 0;
    for (const { start, end } of merged(forms.flatMap((form) => occurrences(text, form)))) {
      result += text.slice(kept, start) + redactedMark;
      kept = end;
    }
    return result + text.slice(kept);
  };
}

interface Range {
  start: number;
  end: number;
}

function occurrences(text: string, form: string): Range[] {
  const found: Range[] = [];
  for (let start = text.indexOf(form); start !== -1; start = text.indexOf(form, start + 1)) {
    found.push({ start, end: start + form.length });
  }
  return found;
}

function merged(ranges: Range[]): Range[] {
  const result: Range[] = [];
  for (const range of ranges.sort((one, other) => one.start - other.start || other.end - one.end)) {
    const last = result.at(-1);
    if (last !== undefined && range.start < last.end) last.end = Math.max(last.end, range.end);
    else result.push(range);
  }
  return result;
}

function encodedForms(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64');
  const percent = encodeURIComponent(secret.toWellFormed());
  const forms = [
    secret,
    JSON.stringify(secret).slice(1, -1),
    percent,
    percent.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    base64,
    base64.replace(/=+$/, ''),
    ...[0, 1, 2].map((alignment) => base64Inside(secret, alignment)),
  ];
  return [...forms, ...forms.slice(4).map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))];
}

/**
 * The characters that a secret gives within the base64 of a longer text in which `alignment` bytes (modulo 3) stand
 * before it: those at its edges that mix in a neighbour's bits are left out.
 */
function base64Inside(secret: string, alignment: number): string {
  const bytes = Buffer.concat([Buffer.alloc(alignment), Buffer.from(secret)]);
  const wholeCharacters = Math.floor((bytes.length * 8) / 6);
  const mixedAtStart = Math.ceil((alignment * 8) / 6);
  return bytes.toString('base64').slice(mixedAtStart, wholeCharacters);
}
