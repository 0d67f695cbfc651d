const escapeCharacter = String.fromCharCode(0x1b);
const bellCharacter = String.fromCharCode(0x07);

/** Escape sequences of terminals: CSI (colours, cursor), finished strings (titles, links), then two-character ones. */
const escapeSequences = new RegExp(
  [
    String.raw`${escapeCharacter}\[[0-?]*[ -/]*[@-~]`,
    String.raw`${escapeCharacter}[\]PX^_][^${escapeCharacter}${bellCharacter}]*(?:${bellCharacter}|${escapeCharacter}\\)`,
    `${escapeCharacter}[ -/]*[0-~]`,
  ].join('|'),
  'g',
);

const lineBreaks = /\r\n?|[\u0085\u2028\u2029]/g;

/** Control characters but for tab and newline, and the marks that change the direction of text. */
const invisible = /(?![\t\n])\p{Cc}|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/**
 * Text from a model, a tool or a file as it may be shown to a person: nothing in it can steer a terminal or turn
 * the direction of what follows. Tabs and line breaks (as `\n`) stay.
 */
export function plainText(text: string): string {
  return text.toWellFormed().replace(escapeSequences, '').replace(lineBreaks, '\n').replace(invisible, '');
}

/** The same on one line: each run of white space is one space, none at the ends. */
export function plainLine(text: string): string {
  return plainText(text).replace(/\s+/g, ' ').trim();
}
