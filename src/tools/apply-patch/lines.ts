/** One line of a file. */
export interface TextLine {
  /** The line's bytes without its ending, one character a byte. */
  bytes: string;
  /** '' on a last line that has no line break. */
  ending: '\n' | '\r\n' | '';
}

/** A text's UTF-8 bytes, one character a byte: the form in which lines are compared and kept. */
export function byteString(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** The text that the bytes are in UTF-8; what is not UTF-8 becomes U+FFFD. */
export function decodedText(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** Splits bytes (one character a byte) into lines; `joinLines` gives exactly the same bytes back. */
export function splitLines(bytes: string): TextLine[] {
  const lines: TextLine[] = [];
  let start = 0;
  for (let end = bytes.indexOf('\n'); end !== -1; end = bytes.indexOf('\n', start)) {
    const crlf = end > start && bytes[end - 1] === '\r';
    lines.push({ bytes: bytes.slice(start, crlf ? end - 1 : end), ending: crlf ? '\r\n' : '\n' });
    start = end + 1;
  }
  if (start < bytes.length) lines.push({ bytes: bytes.slice(start), ending: '' });
  return lines;
}

/** Joins lines to bytes, one character a byte; a line that is no longer the last gets a line break. */
export function joinLines(lines: readonly TextLine[], lineBreak: '\n' | '\r\n'): string {
  return lines
    .map(
      ({ bytes, ending }, index) => bytes + (ending === '' && index < lines.length - 1 ? lineBreak : ending),
    )
    .join('');
}

/** The line break that most lines have; null where it is a draw. */
export function usualBreak(lines: readonly TextLine[]): '\n' | '\r\n' | null {
  const crlfCount = lines.filter((line) => line.ending === '\r\n').length;
  const lfCount = lines.filter((line) => line.ending === '\n').length;
  if (crlfCount === lfCount) return null;
  return crlfCount > lfCount ? '\r\n' : '\n';
}
