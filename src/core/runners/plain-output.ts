/**
 * What a program has printed without the sequences that move a terminal's cursor, colour its text or name its window.
 * None of the parts of the pattern can begin where another one goes on, so that the time follows the text's length.
 */
export function plainOutput(output: string): string {
  return output.replaceAll(sequence, '');
}

const sequence =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b\]|\u009d)[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)|\u001b[ -/]*[0-Z\\^-~]/g;
