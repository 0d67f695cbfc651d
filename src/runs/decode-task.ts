import { sizeText } from '../views/text/amounts.ts';

/** More than any model's window holds beside its work; files of that size are named, and not told. */
const longestTaskBytes = 500_000;

/** What is wrong with a task, as a clause after its place; or its text. */
export type DecodedTask = { ok: true; text: string } | { ok: false; problem: string };

/** The text of a task as it was saved: UTF-8, or UTF-16 that begins with its byte order mark; the mark is no part of it. */
export function decodeTask(bytes: Uint8Array): DecodedTask {
  if (bytes.length > longestTaskBytes) {
    const limit = sizeText(longestTaskBytes);
    return refused(
      `has ${sizeText(bytes.length)}, and ${limit} is the most: put long material into a file of the repository, and name it in the task`,
    );
  }
  return decodeSavedText(bytes);
}

/** The same of a text that may be longer than a task. */
export function decodeSavedText(bytes: Uint8Array): DecodedTask {
  const encoding = encodingOf(bytes);
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    if (text.includes('\0')) return refused(`is no text: it holds zero bytes (${sizeText(bytes.length)})`);
    return { ok: true, text };
  } catch {
    const meant = encoding === 'utf-8' ? 'is not UTF-8 text' : `is not the ${encoding} that its mark says`;
    return refused(`${meant} (${sizeText(bytes.length)}): save it as UTF-8`);
  }
}

function refused(problem: string): DecodedTask {
  return { ok: false, problem };
}

function encodingOf([first, second]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}
