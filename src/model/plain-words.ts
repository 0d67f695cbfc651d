import { stripVTControlCharacters } from 'node:util';

const longestWords = 300;

/**
 * What an endpoint or the system said, fit for one line of a message: without control characters, a web page reduced
 * to its title, without secrets (`redact` takes them out), cut to 300 characters.
 */
export function plainWords(text: string, redact: (text: string) => string): string {
  const visible = stripVTControlCharacters(withoutMarkup(redact(text)))
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim();
  // Once more, for markup may have stood within a secret.
  const safe = redact(visible);
  const characters = [...safe];
  return characters.length <= longestWords ? safe : `${characters.slice(0, longestWords).join('')}…`;
}

function withoutMarkup(text: string): string {
  if (!/<(!doctype|html|head|body)\b/i.test(text)) return text;
  return titleOf(text) ?? withoutTags(text);
}

function titleOf(text: string): string | null {
  const start = text.search(/<title\b/i);
  const open = start < 0 ? -1 : text.indexOf('>', start);
  const end = open < 0 ? -1 : text.indexOf('<', open);
  return end >= 0 && /^<\/title>/i.test(text.slice(end, end + 8)) ? text.slice(open + 1, end) : null;
}

function withoutTags(text: string): string {
  const pieces: string[] = [];
  let at = 0;
  while (true) {
    const open = text.indexOf('<', at);
    const close = open < 0 ? -1 : text.indexOf('>', open);
    if (close < 0) return [...pieces, text.slice(at)].join(' ');
    pieces.push(text.slice(at, open));
    at = close + 1;
  }
}
