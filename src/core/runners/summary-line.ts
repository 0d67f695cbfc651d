/** The numbers before each of these words, added up: `3 passed`. */
export function sum(line: string, ...words: string[]): number {
  const found = words.map((word) => new RegExp(`(\\d+) ${word}\\b`).exec(line)?.[1]);
  return found.reduce((total, number) => total + Number(number ?? 0), 0);
}
