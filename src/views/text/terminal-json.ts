/** Controls, and the marks that can't be seen or turn the direction of a text: as they stand, a terminal obeys them. */
const obeyed = /(?!\n)[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** A report as JSON, fit for a terminal: of strings the same value, with escapes for what a terminal would obey. */
export function terminalJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(obeyed, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
