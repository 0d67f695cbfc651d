import { seen, type TextView, writtenForms } from './written-forms.ts';

/** What stands where a secret was. */
export const redactedMark = '[redacted]';

/**
 * A function that replaces each secret in a text, also where it stands in another form: base64 (alone or inside a longer
 * text, in lines or not), the codes of its characters, URL encoding, a JSON string, backwards, UTF-16. Where secrets
 * overlap, all of their characters go. Its time grows with the length of the text and no faster.
 */
export function createRedactor(secrets: readonly string[]): (text: string) => string {
  const known = writtenForms(secrets)
    .filter(({ forms }) => forms.length > 0)
    .map((written) => ({ ...written, leastLength: Math.min(...written.forms.map(({ length }) => length)) }));
  return (text) => {
    // A view only leaves characters out, and most strings of an event are too short for any form.
    const ranges = known.flatMap(({ view, forms, leastLength }) =>
      text.length < leastLength ? [] : found(text, view, forms),
    );
    if (ranges.length === 0) return text;
    let result = '';
    let kept = 0;
    for (const { start, end } of merged(ranges)) {
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

/** Where the forms stand in the text, when it is looked at in this view. */
function found(text: string, view: TextView, forms: readonly string[]): Range[] {
  const viewed = seen(text, view);
  const ranges = forms.flatMap((form) => occurrences(viewed, form));
  if (ranges.length === 0 || view.leavesOut === null) return ranges;
  const positions = keptPositions(text, view.leavesOut);
  return ranges.map(({ start, end }) => ({
    start: positions[start] ?? 0,
    end: (positions[end - 1] ?? text.length - 1) + 1,
  }));
}

/** Occurrences may overlap: those that do count as one, so that their number stays small. */
function occurrences(text: string, form: string): Range[] {
  const ranges: Range[] = [];
  for (let start = text.indexOf(form); start !== -1; start = text.indexOf(form, start + 1)) {
    const last = ranges.at(-1);
    if (last !== undefined && start < last.end) last.end = start + form.length;
    else ranges.push({ start, end: start + form.length });
  }
  return ranges;
}

/** For each character that is not left out, where it stands in the text. */
function keptPositions(text: string, leavesOut: RegExp): Uint32Array {
  const positions = new Uint32Array(text.length);
  let count = 0;
  let next = 0;
  const keepUntil = (end: number) => {
    for (; next < end; next += 1) positions[count++] = next;
  };
  for (const match of text.matchAll(leavesOut)) {
    keepUntil(match.index);
    next = match.index + match[0].length;
  }
  keepUntil(text.length);
  return positions;
}

function merged(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (const range of ranges.toSorted((one, other) => one.start - other.start || other.end - one.end)) {
    const last = result.at(-1);
    if (last !== undefined && range.start < last.end) last.end = Math.max(last.end, range.end);
    else result.push({ ...range });
  }
  return result;
}
