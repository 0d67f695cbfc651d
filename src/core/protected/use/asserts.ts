import { runnerTable } from '../../runners/runner-table.ts';

/** No module has their names. */
const builders = /^(go|cargo|maven|gradle|meson|dotnet|cmake|ctest|make)$/;
const ofRunners = runnerTable
  .flatMap(({ name, report }) => (report.kind === 'printed' || builders.test(name) ? [] : [name]))
  .join('|');

/** Modules that nothing but tests has a use for. */
const frameworks = new RegExp(
  [
    String.raw`(?:\b(?:from|import|require|importActual|use)|\bmock)\s*\(?\s*["'](?:${ofRunners}|@(?:${ofRunners})/[\w-]+|chai|chai-[\w-]+|jasmine|ava|tap|tape|uvu|uvu/assert|should|expect|expect\.js|unexpected|sinon|power-assert|supertest|bun:test|fast-check|@playwright/test|@testing-library/[\w-]+)["']`,
    String.raw`^[ \t]*(?:import|from)[ \t]+(?:_?(?:${ofRunners})|unittest|hypothesis|nose|nose2|mock|doctest)\b`,
    String.raw`(?:^|\bimport\b|\bimport[ \t]*\([^)\n]*?)[ \t]*(?:[\w.]+[ \t]+)?"(?:testing|testing/\w+|github\.com/stretchr/testify/\w+|github\.com/onsi/gomega)"[ \t]*(?:[;)][^\n]*)?$`,
    String.raw`\brequire[ (]+["'](?:${ofRunners}|test/unit|luassert)\b`,
    String.raw`\buse Test::(?:More|Most|Simple|Builder)\b`,
    String.raw`\bPHPUnit\\Framework\b|\buse ExUnit\.`,
  ].join('|'),
  'm',
);
const globalMatcher = /(^|[^.\w])expect\s*\([^\n]*\)\s*\.\s*(to[A-Z.]|not\.|resolves|rejects|be\.)/m;
const assertion = /["'](node:)?assert(\/strict)?["']|^[ \t]+assert[ (]|\bconsole\.assert\b/m;
const failure = /\b(throw|raise|die|error|panic)\b/;
const judgingName = /assert|expect|check|verif|should|must|ensure|same|equal|match|compare/i;

/** What of a test framework a line loads; null for nothing. */
export function importsFramework(line: string): string | null {
  if (!/\b(import|require|from|use)\b|^\s*([\w.]+\s+)?"/.test(line)) return null;
  const [found] = frameworks.exec(line) ?? [];
  return found?.replaceAll(/["']|^\s*(import|from)\s+/g, '').trim() ?? null;
}

/** Whether the text makes use of what only tests have a use for. */
export const usesFramework = (text: string): boolean => frameworks.test(text) || globalMatcher.test(text);

/**
 * Whether a file that only tests load judges for them: it uses a test framework, or it can fail and a test calls it for
 * nothing but that.
 */
export function judgesForTests(text: string, tests: readonly string[]): boolean {
  if (usesFramework(text)) return true;
  const canAssert = assertion.test(text);
  if (!canAssert && !failure.test(text)) return false;
  const names = [...text.matchAll(/\b(?:def|function|func|const|let|exports\.|sub|fn)\s*(\w+)/g)].map(
    ([, name = '']) => name,
  );
  return [...new Set(names)].some((name) => {
    // Called as a statement of its own, with the result of another call: what it gives back is not looked at.
    const asked = new RegExp(String.raw`^[ \t]*(?:await )?(?:[\w$]+\.)?${name}\(([^\n]*)$`, 'm');
    const found = tests.map((one) => asked.exec(one)?.[1]).find((given) => given !== undefined);
    if (found === undefined) return false;
    return judgingName.test(name) ? /\w\(|,/.test(found) : canAssert && /\w\(/.test(found);
  });
}

/**
 * Whether a module that only tests load is what they expect: it has nothing but values in it, and its name says so, since
 * a program's own values may have no other user either.
 */
export const holdsExpectations = (path: string, text: string): boolean =>
  /expect|want|answer|golden|fixture|sample|(^|[^a-z])cases?($|[^a-z])|oracle|truth/i.test(path) &&
  !/\b(function|def|class|fn|func|lambda|async|new|await)\b|=>|\w\s*\(/.test(text);

/** Whether a file that a report names holds tests by its look: a checker that reports on each file names all of them. */
export function looksLikeTests(path: string, text: string): boolean {
  if (/\.([cm]?[jt]sx?)$/.test(path))
    return (
      !/\bimport\.meta\.vitest\b/.test(text) &&
      /\b(test|it|describe|suite|specify|scenario)\b\s*(\.\s*\w+\s*)*[(`]/.test(text)
    );
  if (path.endsWith('.py'))
    return /^\s*(async )?def test|^\s*class \w*Test|\bunittest\b|\bpytest\b/m.test(text);
  return /test|spec|assert|expect|describe/i.test(text);
}
