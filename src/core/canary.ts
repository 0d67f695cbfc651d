import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { joinPath } from './protected/path-parts.ts';
import { fileOfTest, type Runner, type TestReport } from './test-report.ts';

/** A test that must fail, at the end of a test file of the base: where it does not, no result there can be believed. */
export interface Canary {
  /** The file below the top that it is appended to; for Go a file of its own. */
  path: string;
  addition: string;
  /** Stands in the name of the test, and in no other. */
  title: string;
}

/** A Go package that has tests: reports know it by its import path. */
export interface GoPackage {
  importPath: string;
  /** Folder below the top, '' for the top. */
  folder: string;
  /** What the package clause of its test files says. */
  name: string;
}

export type CanaryOutcome = 'failed' | 'passed' | 'skipped' | 'missing';

/** So many files get a canary, the first ones by name. */
const canariesMax = 200;

/**
 * A canary for each test file in which a test passed; none where the runner is not known. `folder` is where the verify
 * commands run, from which the report names its files. The same seed gives the same canaries.
 */
export function canaries(
  report: TestReport,
  seed: string,
  folder: string,
  packages: readonly GoPackage[],
): Canary[] {
  const files = [...new Set(report.passed.map(fileOfTest))].toSorted().slice(0, canariesMax);
  return files.flatMap((file): Canary[] => {
    const hash = bytesToHex(sha256(utf8ToBytes(JSON.stringify([seed, file])))).slice(0, 16);
    if (report.runner === 'go') return goCanary(file, hash, packages);
    const path = joinPath(folder, file);
    const addition = path === null ? null : additionFor(report.runner, file, hash);
    return path === null || addition === null ? [] : [{ path, addition, title: `case_${hash}` }];
  });
}

/** How each canary ended. */
export function canaryOutcomes(
  placed: readonly Canary[],
  report: TestReport,
): { path: string; outcome: CanaryOutcome }[] {
  const isIn = (ids: readonly string[], title: string) => ids.some((id) => id.includes(title));
  return placed.map(({ path, title }) => {
    // One that is reported twice, in two ways, has not plainly failed.
    if (isIn(report.passed, title)) return { path, outcome: 'passed' };
    if (isIn(report.skipped, title)) return { path, outcome: 'skipped' };
    return { path, outcome: isIn(report.failed, title) ? 'failed' : 'missing' };
  });
}

/** Whether the id is that of a canary, and no test of the repository's own. */
export const isCanaryId = (id: string, placed: readonly Canary[]): boolean =>
  placed.some(({ title }) => id.includes(title));

/** Each begins on a line of its own, ends the statement before it, and needs no import that the file may lack. */
function additionFor(runner: Runner, file: string, hash: string): string | null {
  const title = `case_${hash}`;
  switch (runner) {
    case 'vitest':
      return `\n;import { expect as expect_${hash}, test as test_${hash} } from 'vitest';\ntest_${hash}('${title}', async () => { ${failing(`[...${expectations(`expect_${hash}`)}, ...${assertions}]`)} });\n`;
    case 'jest':
      return `\n// @ts-ignore\n;(typeof test === 'function' ? test : it)('${title}', async () => { ${failing(`[...${expectations('expect')}, ...${assertions}]`)} });\n`;
    case 'mocha':
      return `\n// @ts-ignore\n;(typeof it === 'function' ? it : test)('${title}', async () => { ${failing(assertions)} });\n`;
    case 'node:test':
      return `\n;process.getBuiltinModule('node:test').test('${title}', async () => { ${failing(assertions)} });\n`;
    case 'pytest':
      return file.endsWith('.py') ? `\n\ndef test_${title}():\n    assert 1 == 2\n` : null;
    case 'cargo':
      return file.endsWith('.rs')
        ? `\n#[cfg(test)]\nmod ${title} {\n    #[test]\n    fn fails() {\n        assert_eq!(1, 2);\n    }\n}\n`
        : null;
    default:
      return null;
  }
}

/**
 * A body that throws as long as each of the assertions does: one that was made to do nothing lets the test pass. They
 * are a JavaScript expression, a list of functions.
 */
const failing = (list: string) =>
  `for (const check of ${list}) { let held = false; try { await check(); } catch { held = true; } if (!held) return; } throw new Error('1 is not 2');`;

const expectations = (name: string) =>
  `[() => ${name}(1).toBe(2), () => ${name}([1]).toEqual([2]), () => ${name}([1]).toStrictEqual([2]), () => ${name}(0).toBeTruthy(), () => ${name}('a').toMatch('b'), () => ${name}(() => {}).toThrow()]`;

/**
 * Of node's assertion modules, in scripts and modules alike: a module has no `require`, and Jest knows no import within
 * a script.
 */
const assertions =
  "(typeof require === 'function' ? [require('node:assert'), require('node:assert/strict')] " +
  ": (await Promise.all([import('node:assert'), import('node:assert/strict')])).map((module) => module.default))" +
  '.flatMap((assert) => [() => assert(0), () => assert.ok(0), () => assert.equal(1, 2), () => assert.strictEqual(1, 2), ' +
  '() => assert.deepEqual([1], [2]), () => assert.deepStrictEqual([1], [2]), () => assert.throws(() => {}), () => assert.match("a", /b/)])';

function goCanary(importPath: string, hash: string, packages: readonly GoPackage[]): Canary[] {
  const found = packages.find((entry) => entry.importPath === importPath);
  if (found === undefined) return [];
  const title = `case_${hash}`;
  const name = `${title}_test.go`;
  const addition = `package ${found.name}\n\nimport "testing"\n\nfunc Test_${title}(t *testing.T) {\n\tt.Error("1 is not 2")\n}\n`;
  return [{ path: found.folder === '' ? name : `${found.folder}/${name}`, addition, title }];
}
