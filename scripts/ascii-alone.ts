/**
 * A bundler plugin: characters beyond ASCII are written as escapes. A file that holds one is kept by node as two bytes a
 * character, and takes as much longer to load.
 */
export function asciiAlone() {
  return {
    name: 'ascii-alone',
    generateBundle(_options: unknown, bundle: Record<string, Output>) {
      for (const output of Object.values(bundle))
        if (output.type === 'chunk') output.code = escaped(output.code);
    },
  };
}

type Output = { type: 'chunk'; code: string } | { type: 'asset' };

/** Throws where a character stands in a text that JavaScript takes as it is written. */
function escaped(code: string): string {
  if (/String\.raw`[^`]*[^\0-\x7f]/.test(code)) throw new Error('a raw text holds more than ASCII');
  return code.replace(
    /[^\0-\x7f]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
