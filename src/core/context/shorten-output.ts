/**
 * A tool's output as an old one is shown: its first and its last characters, `keptCharacters` in all, with the cut said
 * in words. One that would hardly become shorter is left as it is.
 */
export function shortenOutput(output: string, keptCharacters: number): string {
  const head = wholeCharacters(output.slice(0, Math.ceil(keptCharacters / 2)), 'end');
  const tail = wholeCharacters(output.slice(output.length - Math.floor(keptCharacters / 2)), 'start');
  const leftOut = output.length - head.length - tail.length;
  const words = `\n[... ${leftOut} characters of this older output are left out to make room: run the command again if you need them ...]\n`;
  return leftOut > words.length ? head + words + tail : output;
}

/** The text without a half of a surrogate pair where it was cut. */
function wholeCharacters(text: string, cutAt: 'start' | 'end'): string {
  if (cutAt === 'start') return isLowHalf(text.charCodeAt(0)) ? text.slice(1) : text;
  return isHighHalf(text.charCodeAt(text.length - 1)) ? text.slice(0, -1) : text;
}

const isHighHalf = (code: number) => code >= 0xd800 && code <= 0xdbff;
const isLowHalf = (code: number) => code >= 0xdc00 && code <= 0xdfff;
