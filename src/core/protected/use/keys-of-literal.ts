/** The names of a literal's own properties; null where they are not all seen. */
export function keysOfLiteral(text: string): string[] | null {
  const keys: string[] = [];
  let depth = 0;
  let expectsKey = true;
  for (const [sign] of text.matchAll(/(["'`])(?:\\.|(?!\1)[^\\\n]){0,200}\1|\.\.\.|[\w$]+|[^\s\w$]/g)) {
    if (/^[[({]$/.test(sign)) {
      if (depth === 1 && expectsKey && sign === '[') return null;
      depth += 1;
    } else if (/^[\])}]$/.test(sign)) depth -= 1;
    else if (depth === 1 && expectsKey && sign === '...') return null;
    else if (depth === 1 && expectsKey && !/^(?:get|set|async|\*)$/.test(sign)) {
      keys.push(sign.replaceAll(/["'`]/g, ''));
      expectsKey = false;
    }
    if (depth === 0) return keys;
    if (depth === 1 && sign === ',') expectsKey = true;
  }
  return null;
}
