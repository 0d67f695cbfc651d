import { type BuildPart, closingOf, insertAtEnd, restoreParts } from './build-parts.ts';

/** The candidate's meson.build with the base's tests, and the programs that they run. */
export function restoreMeson(base: string | null, candidate: string): string {
  if (base === null) return candidate;
  const known = namesInTests(base, callsIn(base) ?? []);
  const read = (text: string): BuildPart[] | null => {
    const calls = callsIn(text);
    if (calls === null) return null;
    const names = new Set([...known, ...namesInTests(text, calls)]);
    return calls
      .filter(({ name, variable }) => isTest(name) || (name === 'executable' && names.has(variable)))
      .map(({ name, variable, subject, start, end }) => ({
        slot: `${variable} ${name} ${subject}`,
        start,
        end,
      }));
  };
  return restoreParts(base, candidate, read, insertAtEnd);
}

const isTest = (name: string) => /^(test|benchmark|add_test_setup)$/.test(name);

interface Call {
  name: string;
  /** What its result is called; '' where it stands by itself. */
  variable: string;
  /** Its first argument. */
  subject: string;
  start: number;
  end: number;
}

const opening =
  /([A-Za-z_]\w{0,100})[ \t]*=[ \t]*([A-Za-z_]\w{0,100})[ \t]*(?=\()|([A-Za-z_]\w{0,100})[ \t]*(?=\()/y;

function callsIn(text: string): Call[] | null {
  const calls: Call[] = [];
  for (let at = 0; at < text.length; ) {
    const literal = literalEnd(text, at);
    opening.lastIndex = at;
    const found = literal > at ? null : opening.exec(text);
    if (found === null) {
      at = literal > at ? literal : wordEnd(text, at);
      continue;
    }
    const open = at + found[0].length;
    const end = closingOf(text, open, literalEnd);
    if (end < 0) return null;
    const [subject = ''] = /^[^,()]{0,200}/.exec(text.slice(open + 1, Math.min(end - 1, open + 201))) ?? [];
    const name = found[2] ?? found[3] ?? '';
    calls.push({ name, variable: found[1] ?? '', subject: subject.trim(), start: at, end });
    at = end;
  }
  return calls;
}

/** What the calls that make tests name. */
function namesInTests(text: string, calls: readonly Call[]): Set<string> {
  const tests = calls.filter(({ name }) => isTest(name));
  return new Set(tests.flatMap(({ start, end }) => text.slice(start, end).match(/\b[A-Za-z_]\w*/g) ?? []));
}

/** A name is tried from its beginning alone. */
function wordEnd(text: string, at: number): number {
  let end = at + 1;
  while (/\w/.test(text[at] ?? '') && /\w/.test(text[end] ?? '')) end += 1;
  return end;
}

/** Where the comment or string that begins at `at` ends; `at` itself where none does. */
function literalEnd(text: string, at: number): number {
  if (text[at] === '#') {
    const end = text.indexOf('\n', at);
    return end < 0 ? text.length : end;
  }
  if (text.startsWith("'''", at)) {
    const end = text.indexOf("'''", at + 3);
    return end < 0 ? text.length : end + 3;
  }
  if (text[at] !== "'") return at;
  for (let end = at + 1; end < text.length; end += 1) {
    if (text[end] === '\\') end += 1;
    else if (text[end] === "'" || text[end] === '\n') return end + 1;
  }
  return text.length;
}
