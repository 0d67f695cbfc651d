/** So much of a function is looked at: a calculation that decides stands near its begin. */
const longestBody = 300;
const heads = [
  /\bfunction\b\s*(?:\*\s*)?([\w$]+)\s*\([^()\n]{0,200}\)(?:\s*:\s*[\w$<>[\]| ]{1,60})?\s*\{/g,
  /(?<![\w$.])([\w$]+)(?:\s*:[^=\n]{1,80})?\s*=\s*(?:async\s+)?(?:function\b\s*(?:\*\s*)?(?:[\w$]+\s*)?\([^()\n]{0,200}\)\s*\{|(?:\([^()\n]{0,200}\)|[\w$]+)(?:\s*:\s*[\w$<>[\]| ]{1,60})?\s*=>)/g,
  /^[ \t]*def[ \t]+(\w+)\s*\([^()\n]{0,200}\)[^:\n]{0,60}:/gm,
  /(?<![\w.])(\w+)[ \t]*=[ \t]*lambda\b[^:\n]{0,100}:/g,
];

/** The functions that a text defines, by name, each with the begin of what it does. */
export function definedFunctions(text: string): ReadonlyMap<string, string> {
  const bodies = new Map<string, string>();
  for (const head of heads) {
    for (const { 0: whole, 1: name = '', index } of text.matchAll(head))
      if (!bodies.has(name)) bodies.set(name, bodyAt(text, { whole, end: index + whole.length }));
  }
  return bodies;
}

/** To the end of its block or of its expression, as far as it is looked at. */
function bodyAt(text: string, { whole, end }: { whole: string; end: number }): string {
  const rest = text.slice(end, end + longestBody);
  if (/^def\b/.test(whole.trimStart())) {
    const indent = whole.search(/\S/);
    const lines = rest.split('\n');
    const until = lines.findIndex((line, at) => at > 0 && line.trim() !== '' && line.search(/\S/) <= indent);
    return lines.slice(0, until === -1 ? lines.length : until).join('\n');
  }
  if (!whole.endsWith('{') && !/^\s*\{/.test(rest)) return rest.split(/[;\n](?!\s*[.?:+*/%-])/)[0] ?? '';
  let depth = whole.endsWith('{') ? 1 : 0;
  for (const { 0: sign, index } of rest.matchAll(/[{}]/g)) {
    depth += sign === '{' ? 1 : -1;
    if (depth === 0) return rest.slice(0, index);
  }
  return rest;
}

/** The files from which a text takes what it uses, by the names under which it does. */
export function importedFiles(text: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const add = (list: string, file: string) => {
    for (const [, from = '', to = from] of list.matchAll(/([\w$*]+)(?:\s*(?::|\bas\b)\s*([\w$]+))?/g))
      files.set(to, file);
  };
  for (const [, list = '', file = ''] of text.matchAll(
    /^[ \t]*import\s([\w$*{},\s]{1,300}?)\bfrom\s*["'](\.[^"'\n]*)["']/gm,
  ))
    add(list, file);
  for (const [, list = '', file = ''] of text.matchAll(
    /\b(?:const|let|var)\s+([\w$]+|\{[\w$:,\s]{0,300}\})\s*=\s*(?:require|await\s+import)\s*\(\s*["'](\.[^"'\n]*)["']\s*\)/g,
  ))
    add(list, file);
  return files;
}
