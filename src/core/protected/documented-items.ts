/** A function, type or module of a source file, and what its documentation shows by examples that can be run. */
export interface DocumentedItem {
  /** Its name with those around it, and a number where a file has several of the same. */
  key: string;
  /** Lines of its documentation, the second one not included; both where it would stand if there is none. */
  from: number;
  to: number;
  /** The examples, without what a line of documentation begins with; '' where there are none. */
  examples: string;
}

/** The text with the examples of another version of it: the whole documentation around those that differ. */
export function withExamplesOf(tests: string, program: string, itemsIn: ReadItems): string {
  const [testLines, lines] = [tests.split('\n'), program.split('\n')];
  const wanted = new Map(itemsIn(testLines).map((item) => [item.key, item]));
  const pieces: string[] = [];
  let taken = 0;
  for (const { key, from, to, examples } of itemsIn(lines).toSorted((one, other) => one.from - other.from)) {
    const other = wanted.get(key);
    if (other === undefined || other.examples === '' || other.examples === examples || from < taken) continue;
    pieces.push(...lines.slice(taken, from), ...testLines.slice(other.from, other.to));
    taken = to;
  }
  return [...pieces, ...lines.slice(taken)].join('\n');
}

/** Whether each example of the base stands in the candidate as it was. */
export function keepsExamplesOf(base: string, candidate: string, itemsIn: ReadItems): boolean {
  const found = new Map(itemsIn(candidate.split('\n')).map(({ key, examples }) => [key, examples]));
  return itemsIn(base.split('\n')).every(
    ({ key, examples }) => examples === '' || found.get(key) === examples,
  );
}

export type ReadItems = (lines: readonly string[]) => DocumentedItem[];

/** Gives items of one name numbers, in their order. */
function numbered(items: readonly DocumentedItem[]): DocumentedItem[] {
  const seen = new Map<string, number>();
  return items.map((item) => {
    const number = (seen.get(item.key) ?? 0) + 1;
    seen.set(item.key, number);
    return number === 1 ? item : { ...item, key: `${item.key} (${number})` };
  });
}

const rustDocumentation = /^[ \t]*\/\/([/!])(?!\/)/;
const rustAttribute = /^[ \t]*#!?\[/;
const rustItem =
  /^[ \t]*(?:pub(?:\([^)]{0,100}\))?[ \t]+)?(?:(?:const|async|unsafe|default|extern[ \t]+"\w*")[ \t]+)*(fn|struct|enum|union|trait|mod|const|static|type|macro_rules!)[ \t]+(\w+)/;
const rustAround = /^(?:unsafe[ \t]+)?(?:impl\b|(?:pub(?:\([^)]{0,100}\))?[ \t]+)?trait\b)[^{;]*/;

/** What of a Rust file `rustdoc` takes its tests from: lines of documentation before items, and at the top. */
export const rustItems: ReadItems = (lines) => {
  const items: DocumentedItem[] = [];
  let [start, around] = [-1, ''];
  for (const [at, line] of lines.entries()) {
    const kind = rustDocumentation.exec(line)?.[1];
    around = rustAround.exec(line)?.[0].trim() ?? (line.startsWith('}') ? '' : around);
    if (kind !== undefined) {
      if (start < 0) start = at;
      const isLast = kind === '!' && rustDocumentation.exec(lines[at + 1] ?? '')?.[1] !== '!';
      if (isLast) items.push(rustItemOf(lines, { key: '//!', from: start, to: at + 1 }));
      if (isLast) start = -1;
      continue;
    }
    // Attributes may stand between the documentation and its item.
    if (rustAttribute.test(line)) continue;
    const [, word = '', name = ''] = rustItem.exec(line) ?? [];
    const last = lastDocumentation(lines, start, at);
    const place = start < 0 ? { from: at, to: at } : { from: start, to: last };
    if (word !== '') items.push(rustItemOf(lines, { key: `${around} ${word} ${name}`.trim(), ...place }));
    start = -1;
  }
  return numbered(items);
};

function lastDocumentation(lines: readonly string[], start: number, at: number): number {
  let last = start < 0 ? at : start;
  while (start >= 0 && last < at && rustDocumentation.test(lines[last] ?? '')) last += 1;
  return last;
}

function rustItemOf(lines: readonly string[], item: Omit<DocumentedItem, 'examples'>): DocumentedItem {
  const examples: string[] = [];
  let isOpen = false;
  for (const line of lines.slice(item.from, item.to)) {
    const text = line.replace(rustDocumentation, '').trim();
    const isFence = text.startsWith('```') || text.startsWith('~~~');
    if (isOpen || isFence) examples.push(text);
    if (isFence) isOpen = !isOpen;
  }
  return { ...item, examples: examples.join('\n') };
}

const pythonItem = /^([ \t]*)(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)/;
const pythonString = /^[ \t]*[rRuUbB]{0,2}("""|''')/;

/** The docstrings of a Python file, its own at the top among them. */
export const pythonItems: ReadItems = (lines) => {
  const first = lines.findIndex((line) => line.trim() !== '' && !line.trimStart().startsWith('#'));
  const own = first < 0 ? [] : [pythonItemOf(lines, '', first)];
  const open: { depth: number; name: string }[] = [];
  const items = lines.flatMap((line, at) => {
    const [, indent = '', name] = pythonItem.exec(line) ?? [];
    if (name === undefined) return [];
    while ((open.at(-1)?.depth ?? -1) >= indent.length) open.pop();
    open.push({ depth: indent.length, name });
    const key = open.map((one) => one.name).join('.');
    return [pythonItemOf(lines, key, signatureEnd(lines, at))];
  });
  return numbered([...own, ...items]);
};

/** No signature is longer. */
const longestSignature = 60;

/** The line behind `def name(...):`, which may take several. */
function signatureEnd(lines: readonly string[], at: number): number {
  for (let line = at; line < at + longestSignature && line < lines.length; line += 1)
    if (/:[ \t]*(#.*)?\r?$/.test((lines[line] ?? '').slice(-500))) return line + 1;
  return at + 1;
}

function pythonItemOf(lines: readonly string[], key: string, at: number): DocumentedItem {
  const quotes = pythonString.exec(lines[at] ?? '')?.[1];
  if (quotes === undefined) return { key, from: at, to: at, examples: '' };
  const rest = (lines[at] ?? '').replace(pythonString, '');
  let to = at + 1;
  if (!rest.includes(quotes)) {
    while (to < lines.length && !(lines[to] ?? '').includes(quotes)) to += 1;
    to += 1;
  }
  return { key, from: at, to, examples: promptsIn(lines.slice(at, to)) };
}

/** What doctest runs and what it expects: from a prompt to the next empty line. */
function promptsIn(lines: readonly string[]): string {
  let isExample = false;
  const examples = lines.flatMap((line) => {
    const text = line.replace(/("""|''')[ \t]*$/, '').trim();
    isExample = text.startsWith('>>>') || (isExample && text !== '');
    return isExample ? [text] : [];
  });
  return examples.join('\n');
}
