/** A string literal of a script, with what stands before it. */
export interface ScriptString {
  /** The text between the quotes. */
  start: number;
  end: number;
  /** The code before it, without comments and with each other literal as a pair of quotes. */
  before: string;
}

/** So much code before a literal says what it is for. */
const contextLength = 60;

/**
 * The plain string literals of JavaScript or TypeScript source, but for those within templates. What stands in comments, other strings, templates
 * or regular expressions is no literal.
 */
export function scriptStrings(text: string): ScriptString[] {
  const found: ScriptString[] = [];
  /** The last of it. */
  let code = '';
  let at = 0;
  /** Depths of braces at which the expression of a template ends, innermost last. */
  const templates: number[] = [];
  let depth = 0;
  const add = (text: string) => {
    code = (code + text).slice(-contextLength);
  };
  const literal = (end: number) => {
    add('""');
    at = end;
  };
  const template = (from: number) => {
    const end = templatePartEnd(text, from);
    if (text[end - 1] === '{') {
      templates.push(depth);
      add('`+(');
      at = end;
    } else literal(end);
  };
  while (at < text.length) {
    const character = text[at] ?? '';
    if (text.startsWith('//', at)) at = endOf(text, '\n', at);
    else if (text.startsWith('/*', at)) at = endOf(text, '*/', at + 2);
    else if (character === '"' || character === "'") {
      const end = quotedEnd(text, at);
      if (templates.length === 0) found.push({ start: at + 1, end: end - 1, before: code });
      literal(end);
    } else if (character === '`') template(at + 1);
    else if (character === '}' && templates.at(-1) === depth) {
      templates.pop();
      add(')');
      template(at + 1);
    } else if (character === '/' && beginsExpression(code)) literal(regularExpressionEnd(text, at));
    else {
      if (character === '{') depth += 1;
      if (character === '}') depth -= 1;
      add(character);
      at += 1;
    }
  }
  return found;
}

function endOf(text: string, closing: string, from: number): number {
  const end = text.indexOf(closing, from);
  return end < 0 ? text.length : end + closing.length;
}

function quotedEnd(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === text[from] || text[at] === '\n') return at + 1;
  }
  return text.length;
}

/** Ends after the closing backtick, or after the `${` of an expression. */
function templatePartEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '`') return at + 1;
    else if (text.startsWith('${', at)) return at + 2;
  }
  return text.length;
}

/** Whether a slash after this code begins a regular expression; after a value it divides. */
function beginsExpression(code: string): boolean {
  const before = code.trimEnd();
  if (/(^|[^\w$.])(return|typeof|case|in|of|delete|void|throw|new|else|do|yield|await)$/.test(before))
    return true;
  return !/[\w$)\]}"'`]$/.test(before);
}

function regularExpressionEnd(text: string, from: number): number {
  let isClass = false;
  for (let at = from + 1; at < text.length && text[at] !== '\n'; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '[') isClass = true;
    else if (text[at] === ']') isClass = false;
    else if (text[at] === '/' && !isClass) return at + 1;
  }
  // No expression after all: the slash stands for itself.
  return from + 1;
}
