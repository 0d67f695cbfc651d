/** A module of tests within a Rust source file, or another item at its top that is there for tests alone. */
export interface RustTestModule {
  name: string;
  /** From its first attribute to its closing brace or semicolon. */
  start: number;
  end: number;
}

/** What makes a module one for tests alone, as its attribute's text. */
const onlyForTests = /^#\s*\[\s*cfg\s*\(\s*(?:test|all\s*\([^()]*\btest\b[^()]*\))\s*\)\s*\]$/;
/** Nobody writes a longer one. */
const longestAttribute = 500;
/** What makes a function a test: `#[test]`, or a runner's own. */
const onlyATest = /^#\s*\[\s*(?:\w+\s*::\s*)*(?:test|rstest|test_case)\b/;
const itemOpening =
  /(?:pub\s*(?:\([^)]{0,200}\)\s*)?)?(?:mod\s+(?<module>\w+)\s*(?=[{;])|macro_rules!\s*(?<macro>\w+)\s*(?=[{(])|(?:(?:const|async|unsafe)\s+)*fn\s+(?<fn>\w+)|(?<call>\w+!\s*(?=[({[])))/y;

/** The items at the top of a Rust file that are compiled for tests alone; null where the text can't be read. */
export function rustTestModules(text: string): RustTestModule[] | null {
  const masked = maskLiterals(text);
  if (masked === null) return null;
  const modules: RustTestModule[] = [];
  const depths = braceDepths(masked);
  if (depths === null) return null;
  const closings = closingBrackets(masked);
  for (let start = masked.indexOf('#'); start >= 0; ) {
    const { at, isForTests } = attributesFrom(masked, start, closings);
    itemOpening.lastIndex = at;
    const match = isForTests && depths[start] === 0 ? itemOpening.exec(masked) : null;
    if (match !== null) {
      const end = itemEnd(masked, at + match[0].length);
      if (end === null) return null;
      modules.push({ name: itemName(match, text), start, end });
    }
    start = masked.indexOf('#', Math.max(at, start + 1));
  }
  return modules;
}

/** The text with blanks in the place of what is compiled for tests alone: all that is left stands where it stood. */
export function withoutRustTests(text: string): string {
  let left = text;
  for (const { start, end } of rustTestModules(text) ?? [])
    left = left.slice(0, start) + left.slice(start, end).replaceAll(/[^\n]/g, ' ') + left.slice(end);
  return left;
}

/** A module goes by its name alone; what is made by a macro, by what it is called with first. */
function itemName({ groups = {}, 0: { length }, index }: RegExpExecArray, text: string): string {
  const { module, macro, fn, call } = groups;
  if (module !== undefined) return module;
  if (macro !== undefined) return `macro ${macro}`;
  if (fn !== undefined) return `fn ${fn}`;
  return `${call?.trim()} ${/\w+/.exec(text.slice(index + length, index + length + longestAttribute))?.[0] ?? ''}`;
}

const closings: Readonly<Record<string, string>> = { '{': '}', '(': ')', '[': ']' };

/** Behind an item of which `from` is in the head: its body in brackets, and a semicolon; null where it does not end. */
function itemEnd(masked: string, from: number): number | null {
  const open: string[] = [];
  for (let at = from; at < masked.length; at += 1) {
    const sign = masked[at] ?? '';
    const closing = closings[sign];
    if (closing !== undefined) open.push(closing);
    else if (sign === open.at(-1)) open.pop();
    else if (sign !== ';') continue;
    if (open.length > 0) continue;
    if (sign === ';' || sign === '}') return at + 1;
  }
  return null;
}

/** Where the attributes that begin at `start` end, blanks behind them included, and whether one is that of tests. */
function attributesFrom(masked: string, start: number, closings: Int32Array) {
  let [at, isForTests] = [start, false];
  while (masked[at] === '#') {
    const open = afterBlanks(masked, at + 1);
    const close = masked[open] === '[' ? (closings[open] ?? -1) : -1;
    if (close < 0) break;
    isForTests ||= close - at < longestAttribute && mayBeForTests(masked.slice(at, close + 1));
    at = afterBlanks(masked, close + 1);
  }
  return { at, isForTests };
}

const mayBeForTests = (attribute: string) => onlyForTests.test(attribute) || onlyATest.test(attribute);

function afterBlanks(text: string, from: number): number {
  let at = from;
  while (/\s/.test(text[at] ?? '')) at += 1;
  return at;
}

/** For each square bracket that opens, where it is closed; -1 where it is not. */
function closingBrackets(masked: string): Int32Array {
  const closings = new Int32Array(masked.length).fill(-1);
  const open: number[] = [];
  for (let at = 0; at < masked.length; at += 1) {
    if (masked[at] === '[') open.push(at);
    const opened = masked[at] === ']' ? open.pop() : undefined;
    if (opened !== undefined) closings[opened] = at;
  }
  return closings;
}

/**
 * A Rust file of which the base's test modules are put in the place of its own: changed ones as in the base, removed
 * ones at the end, added ones gone. The text itself where none differs, or where one of the two can't be read.
 */
export function withTestModulesOf(base: string, candidate: string): string {
  const wanted = rustTestModules(base);
  const found = rustTestModules(candidate);
  if (wanted === null || found === null) return candidate;
  const texts = new Map(wanted.map(({ name, start, end }) => [name, base.slice(start, end)]));
  const pieces: string[] = [];
  let taken = 0;
  for (const { name, start, end } of found) {
    pieces.push(candidate.slice(taken, start), texts.get(name) ?? '');
    taken = end;
  }
  const text = pieces.join('') + candidate.slice(taken);
  const present = new Set(found.map(({ name }) => name));
  const removed = [...texts].flatMap(([name, module]) => (present.has(name) ? [] : [module]));
  return removed.length === 0 ? text : `${[text.trimEnd(), ...removed].join('\n\n')}\n`;
}

/** Whether each test module of the base stands in the candidate as it was. */
export function keepsTestModulesOf(base: string, candidate: string): boolean {
  const texts = (text: string) => rustTestModules(text)?.map(({ start, end }) => text.slice(start, end));
  const found = new Set(texts(candidate));
  return (texts(base) ?? []).every((module) => found.has(module));
}

/** How deep in braces each character stands; null where they do not close. */
function braceDepths(masked: string): Int32Array | null {
  const depths = new Int32Array(masked.length);
  let depth = 0;
  for (let at = 0; at < masked.length; at += 1) {
    depths[at] = depth;
    if (masked[at] === '{') depth += 1;
    if (masked[at] === '}') depth -= 1;
    if (depth < 0) return null;
  }
  return depth === 0 ? depths : null;
}

/** The text with blanks for comments and for what is in strings and characters; null where one does not end. */
function maskLiterals(text: string): string | null {
  let masked = '';
  let at = 0;
  while (at < text.length) {
    const end = literalEnd(text, at);
    if (end === null) return null;
    if (end === at) masked += text[at];
    else masked += text.slice(at, end).replace(/[^\n]/g, ' ');
    at = Math.max(end, at + 1);
  }
  return masked;
}

/** Where the comment, string or character that begins at `at` ends; `at` itself where none does. */
function literalEnd(text: string, at: number): number | null {
  if (text.startsWith('//', at)) return lineEnd(text, at);
  if (text.startsWith('/*', at)) return blockCommentEnd(text, at);
  const isInWord = /\w/.test(text[at - 1] ?? '');
  const raw = isInWord ? null : matchAt(/(?:b|c)?r(#*)"/y, text, at);
  if (raw !== null) {
    const closing = `"${'#'.repeat(raw.length - raw.indexOf('r') - 2)}`;
    const end = text.indexOf(closing, at + raw.length);
    return end < 0 ? null : end + closing.length;
  }
  if (text[at] === '"') return stringEnd(text, at);
  if (text[at] !== "'") return at;
  // A lifetime has no closing quote.
  const character = matchAt(/'(?:\\(?:u\{[^}]{0,8}\}|x[0-9a-fA-F]{2}|[\s\S])|[^\\'\n])'/uy, text, at);
  return at + (character?.length ?? 0);
}

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

function lineEnd(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline < 0 ? text.length : newline;
}

/** Comments nest. */
function blockCommentEnd(text: string, from: number): number | null {
  let depth = 0;
  for (let at = from; at < text.length; ) {
    if (text.startsWith('/*', at)) depth += 1;
    else if (text.startsWith('*/', at)) depth -= 1;
    else {
      at += 1;
      continue;
    }
    at += 2;
    if (depth === 0) return at;
  }
  return null;
}

function stringEnd(text: string, from: number): number | null {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return null;
}
