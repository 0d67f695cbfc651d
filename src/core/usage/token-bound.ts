/**
 * An upper bound for the tokens of a text, without any model's vocabulary: lower-case letters count two thirds, runs of
 * blanks a quarter each, every other ASCII character one, anything beyond ASCII one for each byte of its UTF-8 form.
 */
export function tokenBound(text: string): number {
  let tokens = 0;
  let letters = 0;
  let blanks = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code >= 0x61 && code <= 0x7a) {
      letters += 1;
      continue;
    }
    tokens += Math.ceil((letters * 2) / 3);
    letters = 0;
    if (code === 0x20) {
      blanks += 1;
      continue;
    }
    tokens += Math.ceil(blanks / 4);
    blanks = 0;
    tokens += utf8Bytes(code);
  }
  return tokens + Math.ceil((letters * 2) / 3) + Math.ceil(blanks / 4);
}

/** Bytes that a UTF-16 code unit takes in UTF-8; two for each half of a pair. */
function utf8Bytes(code: number): number {
  if (code < 0x80) return 1;
  if (code < 0x800 || (code >= 0xd800 && code <= 0xdfff)) return 2;
  return 3;
}
