const modules = `["'](?:node:)?(?:fs|fs/promises|path|url|util|module|vm)["']`;
const bound = new RegExp(
  String.raw`\bimport\s+(?:\*\s*as\s+)?(\w+)\s*(?:,[^;\n]*)?\s+from\s*${modules}|\b(\w+)\s*=\s*require\s*\(\s*${modules}`,
  'g',
);
/** Functions of node's modules that read or find what a test is held against, by the begin of their names. */
const readers =
  /^(read|readdir|exists|open|stat|lstat|access|glob|createRead|join|resolve|isDeepStrictEqual|_)/;
const written = /(?:^|[^.\w])(\w+)(?:\.\w+)*(?:\.(\w+)|\[\s*["'](\w+)["']\s*\])\s*=(?![=>])/g;
const called =
  /\b(?:Object|Reflect)\s*\.\s*(?:defineProperty|defineProperties|assign|set)\s*\(\s*(\w+)(?:\.\w+)*\s*,\s*(?:["'](\w+)["']|\{([^\n]*))/g;

/**
 * Says of a line of a program's text by what words it replaces a function of node's own modules that tests read their
 * answers with; null for none.
 */
export function replacedModules(text: string): (line: string) => string | null {
  const names = new Set(
    [...text.matchAll(bound)].map(([, imported, required]) => imported ?? required ?? ''),
  );
  if (names.size === 0) return () => null;
  return (line) => {
    if (/\bsyncBuiltinESMExports\s*\(/.test(line)) return 'syncBuiltinESMExports';
    for (const [whole, first = '', plain, quoted] of line.matchAll(written))
      if (names.has(first) && readers.test(plain ?? quoted ?? '')) return whole.trim();
    for (const [whole, first = '', name, literal = ''] of line.matchAll(called)) {
      const keys = name === undefined ? (literal.match(/[\w$]+(?=\s*[,:(}])/g) ?? []) : [name];
      if (names.has(first) && keys.some((key) => readers.test(key))) return whole.slice(0, 60).trim();
    }
    return null;
  };
}
