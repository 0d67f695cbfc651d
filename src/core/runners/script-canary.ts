import type { TestFiles } from '../evidence/alteration.ts';
import { joinPath } from '../protected/path-parts.ts';
import type { CanaryPlace, CanaryText, MakeCanary } from './test-runner.ts';

/** A canary at the end of the file itself; none where `textFor` knows none, or the file lies out of the tree. */
export function appended(
  textFor: (title: string, hash: string, file: string, rules: number) => string | null,
): MakeCanary {
  return (file, hash, { folder, rules }): CanaryText | null => {
    const path = joinPath(folder, file);
    const addition = path === null ? null : textFor(canaryTitle(hash), hash, file, rules);
    return path === null || addition === null ? null : { path, addition };
  };
}

/** The file itself, where it lies in the tree. */
export function namedFile(file: string, { folder }: CanaryPlace): TestFiles | null {
  const path = joinPath(folder, file);
  return path === null ? null : { path, holds: 'a file' };
}

/** Stands in the name of the test, and in no other. */
export const canaryTitle = (hash: string): string => `case_${hash}`;

/**
 * A linter that stands before the tests has no say in what is added to them. The empty block is something that it would
 * complain of: a comment without any effect is a complaint too.
 */
export const unlinted = '/* eslint-disable */ ;{}';

/**
 * A body that throws as long as each of the assertions does: one that was made to do nothing lets the test pass. They
 * are a JavaScript expression, a list of functions.
 */
export const failing = (list: string): string =>
  `for (const check of ${list}) { let held = false; try { await check(); } catch { held = true; } if (!held) return; } throw new Error('1 is not 2');`;

export const expectations = (name: string): string =>
  `[() => ${name}(1).toBe(2), () => ${name}([1]).toEqual([2]), () => ${name}([1]).toStrictEqual([2]), () => ${name}(0).toBeTruthy(), () => ${name}('a').toMatch('b'), () => ${name}(() => {}).toThrow()]`;

/**
 * Of node's assertion modules, in scripts and modules alike: a module has no `require`, and Jest knows no import within
 * a script. Without a message node loads a parser of JavaScript to quote what was asserted, in each process anew, which
 * takes as long as dozens of tests: every fourth file, by its `hash`, asks so, and the others give a message.
 */
export const assertions = (hash: string, rules: number): string => {
  const message = rules < 8 || /[0-3]$/.test(hash) ? '' : ", 'given'";
  return (
    "(typeof require === 'function' ? [require('node:assert'), require('node:assert/strict')] " +
    ": (await Promise.all([import('node:assert'), import('node:assert/strict')])).map((module) => module.default))" +
    `.flatMap((assert) => [() => assert(0${message}), () => assert.ok(0${message}), () => assert.equal(1, 2), () => assert.strictEqual(1, 2), ` +
    '() => assert.deepEqual([1], [2]), () => assert.deepStrictEqual([1], [2]), () => assert.throws(() => {}), () => assert.match("a", /b/)])'
  );
};

/**
 * Loads a package at once, for a file that may be a script or a module: that has no `require`, and what it imports within a
 * statement comes too late for a test to be made.
 */
export const loaded = (name: string, file: string): string =>
  `(typeof require === 'function' ? require : process.getBuiltinModule('node:module').createRequire(process.cwd() + ${JSON.stringify(`/${file}`)}))('${name}')`;
