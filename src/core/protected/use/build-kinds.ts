/** By what a program knows how it was built, or where it is used; the first group is the word. */
const kinds = [
  String.raw`process\.env\s*(?:\?\.|\.|\[\s*["'])\s*(?:NODE_ENV)`,
  String.raw`import\.meta\.env\??\.(?:DEV|PROD|MODE)\b`,
  '__DEV__',
  '__debug__',
  String.raw`sys\.flags\.(?:optimize|dev_mode)\b`,
  String.raw`cfg!\s*\(\s*(?:not\s*\(\s*)?debug_assertions`,
].join('|');
const kind = new RegExp(`(${kinds})`);
const attribute = /^\s*#\[cfg\(\s*(?:not\(\s*)?debug_assertions/;
const given = new RegExp(
  String.raw`^\s*(?:export\s+)?(?:(?:const|let|var|static)\s+)?(\w+)\b[^=\n]*=(?![=>])(?:(?!=>|\blambda\b)[^\n])*(?:${kinds})`,
  'gm',
);
const taken = /\{[^}\n]*\b(NODE_ENV)\b[^}\n]*\}\s*=\s*process\.env\b/g;

/** A longer one was written by no person. */
const longestLine = 2000;

/** What is computed out of something: a constant that is another one in each build is a setting. */
const isComputed = (text: string) =>
  /[\w)\]]\s*(?:[-+*/%]|\*\*|<<|>>)\s*[\w(]|[\w\])]\s*\(/.test(
    text.replaceAll(/(["'])(?:\\.|(?!\1).)*\1/g, '""'),
  );
/** What only tells somebody about it. */
const tells =
  /\b(?:console|log|logger|logging|log|tracing|warnings|debug)\s*(?:\.|::)\s*\w+!?\s*\(|\b(?:e?print(?:ln)?|dbg|trace|debug|info|warn|error|panic|assert\w*|debug_assert\w*)!?\s*\(|^\s*(?:throw|raise|assert)\b/;

/**
 * Says of the lines of a program's text by what word one of them gives back another result in another kind of build, or
 * where it is used otherwise; null for a line that does not. What such a line only prints, asserts or sets is free.
 */
export function buildChoices(text: string): (index: number) => string | null {
  const lines = text.split('\n');
  const names = [...text.matchAll(given), ...text.matchAll(taken)].map(([, name = '']) => name);
  const isAsked = new RegExp(`(${[kinds, ...names.map((name) => String.raw`\b${name}\b`)].join('|')})`);
  return (index) => {
    const line = lines[index] ?? '';
    if (line.length > longestLine) return null;
    if (attribute.test(line)) return ofAttribute(lines, index);
    const found = kind.exec(line) ?? isAsked.exec(line);
    if (found === null) return null;
    const word = kind.exec(line)?.[1] ?? kind.exec(text)?.[1] ?? found[0];
    const after = lines
      .slice(index, index + 4)
      .join('\n')
      .slice(0, 2 * longestLine);
    return givesBack(after, found.index + found[0].length) ? word : null;
  };
}

/** Whether what is asked at a place decides on what is given back; `text` begins with its line. */
function givesBack(text: string, at: number): boolean {
  const [before, after] = [text.slice(0, at), text.slice(at)];
  const isResult = /(?:\breturn\b|=>|\blambda\b[^:\n]*:)[^;{}\n]*$/.test(before);
  const arms = isResult ? (armsOf(after) ?? armsInPython(before, after)) : null;
  if (arms !== null) return isComputed(arms);
  if (!/\bif\b[^;{}\n]*$/.test(before)) return false;
  const [, value] = /^[^\n{:]*[{:)]\s*return\b[ \t]*([^\n;}]*)/.exec(after) ?? [];
  if (value !== undefined) return isComputed(value);
  // In Rust a block is worth what stands last in it.
  const [, body] = /^[^\n{]*\{\s*([^;{}]+?)\s*\}\s*else\b/.exec(after) ?? [];
  return body !== undefined && /^[^\n{]*\)\s*\{/.test(after) && !tells.test(body) && isComputed(body);
}

/** Of statements that no semicolon ends, too. */
const armsOf = (after: string) =>
  /^[^?;{}\n]*(?:\n\s*)?\?(?![.?])([^;\n]*(?:\n\s*:[^;\n]*)?)/.exec(after)?.[1] ?? null;

function armsInPython(before: string, after: string): string | null {
  const [, first] = /(?:\breturn\b|\blambda\b[^:\n]*:)([^\n]*)\bif\b[^\n]*$/.exec(before) ?? [];
  const [, second] = /^[^\n]*?\belse\b([^\n]*)/.exec(after) ?? [];
  return first === undefined || second === undefined ? null : `${first};${second}`;
}

/** A function that is there twice, or a value that stands alone. */
function ofAttribute(lines: readonly string[], index: number): string | null {
  const rest = lines
    .slice(index, index + 4)
    .join('\n')
    .replace(/^\s*#\[[^\n\]]*\]\s*/, '');
  const name = /^(?:pub(?:\([^)]*\))?\s+)?(?:const\s+|async\s+)?fn\s+(\w+)[^\n]*->/.exec(rest)?.[1];
  if (name !== undefined) {
    const isTwice = lines.filter((line) => new RegExp(String.raw`\bfn\s+${name}\b`).test(line)).length > 1;
    return isTwice && isComputed(rest.slice(rest.indexOf('{') + 1)) ? 'debug_assertions' : null;
  }
  const value = /^(?:return\b([^;]*)|\{\s*([^;{}]+?)\s*\}|([^;{}]+?)\s*$)/.exec(rest);
  const text = value?.[1] ?? value?.[2] ?? value?.[3] ?? '';
  const isItem = /^\s*(?:pub\b|use\b|mod\b|let\b|const\b|static\b|struct\b|enum\b|impl\b|fn\b|#)/.test(text);
  return !isItem && !tells.test(text) && isComputed(text) ? 'debug_assertions' : null;
}
