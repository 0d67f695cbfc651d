/** What ends a script in an error, by the end of its name. */
const failures: readonly (readonly [extension: RegExp, statement: string])[] = [
  [/\.(?:[cm]?js|[cm]?ts)$/, ";throw new Error('1 is not 2');"],
  [/\.py$/, 'raise AssertionError("1 is not 2")'],
  [/\.(?:sh|bash)$/, 'exit 1'],
  [/\.rb$/, "raise '1 is not 2'"],
  [/\.pl$/, "die '1 is not 2';"],
];

/** What may end a script before its last line, or keep an error from ending it. */
const mayEndBefore =
  /\b(?:exit|_exit|quit|exec|execv\w*|execl\w*|exitCode|__END__|__DATA__)\b(?!\s*\(?\s*[1-9])|\b(?:unittest|pytest|mocha)\.(?:main|run)\b|uncaughtException|excepthook|\btrap\b|^return\b/m;

/**
 * A script that fails at its end, once all that it asks for was found; null where it may be over before, or its language
 * is not known.
 */
export function withFailingEnd(path: string, text: string): string | null {
  const statement = failures.find(([extension]) => extension.test(path))?.[1];
  if (statement === undefined || mayEndBefore.test(text)) return null;
  return `${text}${text.endsWith('\n') || text === '' ? '' : '\n'}${statement}\n`;
}
