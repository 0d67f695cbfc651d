import { stripVTControlCharacters } from 'node:util';

const longestWords = 300;

/**
 * What an endpoint or the system said, fit for one line of a message: without control characters, a web page reduced
 * to its title, each of `secrets` replaced by `[redacted]`, cut to 300 characters.
 */
export function plainWords(text: string, secrets: readonly string[]): string {
  const visible = stripVTControlCharacters(withoutMarkup(text))
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim();
  const safe = secrets.reduce((words, secret) => words.replaceAll(secret, '[redacted]'), visible);
  const characters = [...safe];
  return characters.length <= longestWords ? safe : `${characters.slice(0, longestWords).join('')}…`;
}

function withoutMarkup(text: string): string {
  if (!/<(!doctype|html|head|body)\b/i.test(text)) return text;
  const title = /<title[^>]*>([^<]*)<\/title>/i.exec(text)?.[1];
  return title ?? text.replace(/<[^>]*>/g, ' ');
}
