/** vitest's tests beside the program in one file: the block that only runs for them. */
const opening = /\bif\s*\(\s*import\.meta\.vitest\b[^(){};]{0,40}\)\s*\{/g;

interface Block {
  start: number;
  end: number;
}

/** The blocks of tests within a script; those that are not closed end with the text. */
function inSourceBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  for (const found of text.matchAll(opening)) {
    const start = found.index;
    if (start < (blocks.at(-1)?.end ?? 0)) continue;
    blocks.push({ start, end: closingOf(text, start + found[0].length) });
  }
  return blocks;
}

/** What may hold a brace that is none, or a brace. */
const token =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`|[{}]/g;

/** Behind the brace that closes one which was opened before `from`. */
function closingOf(text: string, from: number): number {
  let depth = 1;
  token.lastIndex = from;
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    if (found[0] === '{') depth += 1;
    if (found[0] === '}') depth -= 1;
    if (depth === 0) return token.lastIndex;
  }
  return text.length;
}

const textsOf = (text: string): string[] =>
  inSourceBlocks(text).map(({ start, end }) => text.slice(start, end));

/** A script with the tests that stand in another version of it in the place of its own; those that it lacks come last. */
export function withInSourceTestsOf(tests: string, program: string): string {
  const wanted = textsOf(tests);
  const parts: string[] = [];
  let at = 0;
  for (const { start, end } of inSourceBlocks(program)) {
    parts.push(program.slice(at, start), wanted.shift() ?? '');
    at = end;
  }
  parts.push(program.slice(at), ...wanted.map((block) => `\n${block}\n`));
  return parts.join('');
}

/** Whether each block of tests of a script is there in another version of it. */
export function keepsInSourceTestsOf(tests: string, program: string): boolean {
  const found = textsOf(program);
  return textsOf(tests).every((block) => found.includes(block));
}
