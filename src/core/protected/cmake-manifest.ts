import { type BuildPart, closingOf, insertAtEnd, restoreParts } from './build-parts.ts';

interface Statement {
  name: string;
  words: string[];
  start: number;
  end: number;
}

const startsTests =
  /^(enable_testing|add_test|set_tests_properties|(gtest|catch|doctest)_(discover|add)_tests|create_test_sourcelist|ctest_\w+)$/;
const testVariable = /^(CTEST_\w*|BUILD_TESTING|CMAKE_(CROSSCOMPILING_EMULATOR|TEST_LAUNCHER))$/;
/** Of a target: what it is linked with follows from the program. */
const ofTarget = /^(add_executable|target_(sources|compile_\w+|include_directories)|set_target_properties)$/;

/**
 * The candidate's CMakeLists.txt with what of the base's makes its tests and says when they have failed: new targets,
 * sources and libraries of the program are the candidate's.
 */
export function restoreCMake(base: string | null, candidate: string): string {
  if (base === null) return candidate;
  const known = testTargets(statementsIn(base) ?? []);
  const read = (text: string): BuildPart[] | null => {
    const statements = statementsIn(text);
    if (statements === null) return null;
    const targets = new Set([...known, ...testTargets(statements)]);
    // A target for new tests goes with them, whole.
    const isNew = ({ words: [target = ''] }: Statement) => targets.has(target) && !known.has(target);
    return statements
      .filter((one) => isOfTests(one, targets) || (isNew(one) && one.name.includes('target')))
      .map(({ name, words, start, end }) => ({ slot: `${name} ${subjectOf(name, words)}`, start, end }));
  };
  return restoreParts(base, candidate, read, insertAtEnd);
}

function isOfTests({ name, words }: Statement, targets: ReadonlySet<string>): boolean {
  const [first = ''] = words;
  if (startsTests.test(name)) return true;
  if (name === 'set_property') return first === 'TEST';
  if (name === 'include') return first === 'CTest';
  if (/^(set|unset|option|list)$/.test(name))
    return testVariable.test(name === 'list' ? (words[1] ?? '') : first);
  // It takes `assert` out of every program.
  if (
    /^(add_(compile_)?(definitions|options)|target_compile_\w+)$/.test(name) &&
    words.some((word) => /NDEBUG/.test(word))
  )
    return true;
  return ofTarget.test(name) && targets.has(first);
}

/** What a statement is about: a test, a target, a variable. */
function subjectOf(name: string, words: readonly string[]): string {
  if (name !== 'add_test') return words[0] ?? '';
  return words[0] === 'NAME' ? (words[1] ?? '') : (words[0] ?? '');
}

/** Programs that tests run. */
function testTargets(statements: readonly Statement[]): Set<string> {
  const named = new Set(statements.flatMap(({ name, words }) => (startsTests.test(name) ? words : [])));
  const made = statements
    .filter(({ name }) => name === 'add_executable')
    .map(({ words: [first = ''] }) => first);
  return new Set(made.filter((target) => named.has(target) || named.has(`$<TARGET_FILE:${target}>`)));
}

function statementsIn(text: string): Statement[] | null {
  const statements: Statement[] = [];
  const opening = /[A-Za-z_]\w{0,100}(?=[ \t]*\()/y;
  for (let at = 0; at < text.length; ) {
    const literal = literalEnd(text, at);
    opening.lastIndex = at;
    const name = literal > at ? undefined : opening.exec(text)?.[0];
    if (name === undefined) {
      at = literal > at ? literal : wordEnd(text, at);
      continue;
    }
    const open = text.indexOf('(', at);
    const end = closingOf(text, open, literalEnd);
    if (end < 0) return null;
    const words = text.slice(open + 1, end - 1).match(/"(?:[^"\\]|\\[\s\S])*"|[^\s"]+/g) ?? [];
    statements.push({
      name: name.toLowerCase(),
      words: words.map((word) => word.replace(/^"([\s\S]*)"$/, '$1')),
      start: at,
      end,
    });
    at = end;
  }
  return statements;
}

/** A name is tried from its beginning alone. */
function wordEnd(text: string, at: number): number {
  let end = at + 1;
  while (/\w/.test(text[at] ?? '') && /\w/.test(text[end] ?? '')) end += 1;
  return end;
}

/** Where the comment or string that begins at `at` ends; `at` itself where none does. */
function literalEnd(text: string, at: number): number {
  const bracket =
    text[at] === '[' || text[at] === '#' ? bracketEnd(text, text[at] === '#' ? at + 1 : at) : -1;
  if (bracket >= 0) return bracket;
  if (text[at] === '#') {
    const end = text.indexOf('\n', at);
    return end < 0 ? text.length : end;
  }
  if (text[at] !== '"') return at;
  for (let end = at + 1; end < text.length; end += 1) {
    if (text[end] === '\\') end += 1;
    else if (text[end] === '"') return end + 1;
  }
  return text.length;
}

/** Of `[[...]]` and `[==[...]==]`; -1 where there is none. */
function bracketEnd(text: string, at: number): number {
  const open = /\[(={0,20})\[/y;
  open.lastIndex = at;
  const found = open.exec(text);
  if (found === null) return -1;
  const end = text.indexOf(`]${found[1]}]`, at + found[0].length);
  return end < 0 ? text.length : end + found[0].length;
}
