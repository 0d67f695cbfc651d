const operation =
  /[a-z_]\w*[)\]]*\s*(?:[-*%]|\*\*|<<|>>)\s*[\w(]|\w[)\]]*\s*(?:[-*%]|\*\*|<<|>>)\s*[a-z_]|[a-z_]\w*[)\]]*\s*[+/]\s*[\d(]|\d\s*[+/]\s*[a-z_]|[a-z_]\w*\s+\+\s+[a-z_]\w*/;

/**
 * A calculation with what is given, of which the other way to come to a result holds something too. Texts and paths are put
 * together with some of the same signs, and what is only shown otherwise somewhere else has none of them.
 */
export function isCalculation(values: readonly string[]): boolean {
  const [one = '', other] = values.map((value) => value.replaceAll(/(["'`])(?:\\.|(?!\1).)*\1/g, '""'));
  if (other === undefined) return operation.test(one);
  const names = new Set(namesIn(one));
  return namesIn(other).some((name) => names.has(name)) && (operation.test(one) || operation.test(other));
}

const namesIn = (text: string): string[] => text.match(/\b[a-z_]\w*/gi) ?? [];

/** Whether a function of a text gives back what is calculated. */
export const calculatesSomething = (text: string): boolean =>
  text
    .split('\n')
    .some((line) =>
      [...line.matchAll(/(?:\breturn\b|=>)([^;{}\n]*)/g)].some(([, value = '']) => isCalculation([value])),
    );
