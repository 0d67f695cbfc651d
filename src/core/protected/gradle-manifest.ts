import { type BuildPart, closingOf, insertAtEnd, restoreParts } from './build-parts.ts';

/** Blocks that say what the package is and needs. */
const free =
  /^(plugins|dependencies|repositories|dependencyResolutionManagement|publishing|signing|javadoc|jar|application|group|version|description|import|pluginManagement)\b/;
/** How a block or statement begins that is about tests. */
const aboutTests = /\btest|\bTest\b|Test[>)]|sourceSets|taskGraph|\bcheck\b/;
/** What stands in one that turns tests off, or takes what they say for nothing. */
const settings =
  /\b(ignoreFailures|useJUnit\w*|useTestNG|excludeTestsMatching|includeTestsMatching|failFast|onlyIf|enabled\s*=|enableAssertions|testClassesDirs|jvmArgs|systemProperty|beforeTest|afterTest|addTestListener)\b/;

/** The candidate's build.gradle or build.gradle.kts with the base's blocks and statements about tests. */
export function restoreGradle(base: string | null, candidate: string): string {
  if (base === null) return candidate;
  return restoreParts(base, candidate, readParts, insertAtEnd);
}

/** The statements at the top of the file, a block with what stands before it. */
function readParts(text: string): BuildPart[] | null {
  const parts: BuildPart[] = [];
  let start = 0;
  for (let at = 0; at <= text.length; ) {
    const literal = literalEnd(text, at);
    if (literal > at) {
      at = literal;
      continue;
    }
    const isOpening = text[at] === '{' || text[at] === '(';
    const end = isOpening ? closingOf(text, at, literalEnd) : at;
    if (end < 0) return null;
    const isEnd = text[at] === '\n' || at === text.length || text[at] === ';';
    at = isOpening ? end : at + 1;
    if (!isEnd) continue;
    const statement = text.slice(start, at);
    const from = start + (statement.length - statement.trimStart().length);
    const said = statement.trim();
    const [head = ''] = said.split(/[{\n]/, 1);
    if (!free.test(said) && (aboutTests.test(head) || settings.test(said)))
      parts.push({ slot: head.replaceAll(/\s+/g, ' ').trim(), start: from, end: from + said.length });
    start = at;
  }
  return parts;
}

/** Where the comment or string that begins at `at` ends; `at` itself where none does. */
function literalEnd(text: string, at: number): number {
  if (text.startsWith('//', at)) return indexAfter(text, '\n', at) - 1;
  if (text.startsWith('/*', at)) return indexAfter(text, '*/', at + 2);
  const quotes = ['"""', "'''"].find((three) => text.startsWith(three, at));
  if (quotes !== undefined) return indexAfter(text, quotes, at + 3);
  const quote = text[at];
  if (quote !== '"' && quote !== "'") return at;
  for (let end = at + 1; end < text.length; end += 1) {
    if (text[end] === '\\') end += 1;
    else if (text[end] === quote || text[end] === '\n') return end + 1;
  }
  return text.length;
}

function indexAfter(text: string, wanted: string, from: number): number {
  const at = text.indexOf(wanted, from);
  return at < 0 ? text.length + (wanted === '\n' ? 1 : 0) : at + wanted.length;
}
