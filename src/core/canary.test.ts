import { describe, expect, test } from 'vitest';
import { canaries, canaryOutcomes, isCanaryId } from './canary.ts';
import { evidenceRules } from './evidence/evidence-rules.ts';
import type { TestReport } from './evidence/test-report.ts';
import type { Runner } from './runners/runner-table.ts';

const top = { folder: '', packages: [], rules: evidenceRules };

const reportOf = (runner: Runner, ...passed: string[]): TestReport => ({
  runner,
  passed,
  failed: [],
  skipped: [],
  reports: 1,
  problems: [],
});

describe('canaries', () => {
  const report = reportOf('vitest', 'b.test.ts > x', 'a.test.ts > x', 'a.test.ts > y');

  test('are the same for the same seed, one for each file, each with a title of its own', () => {
    const placed = canaries(report, 'seed', top);
    expect(placed.map(({ path }) => path)).toEqual(['a.test.ts', 'b.test.ts']);
    expect(canaries(report, 'seed', top)).toEqual(placed);
    const other = canaries(report, 'other', top);
    expect(new Set([...placed, ...other].map(({ title }) => title)).size).toBe(4);
  });

  test('are put below the folder in which the commands ran, never out of the tree', () => {
    const paths = (ids: string[]) =>
      canaries(reportOf('vitest', ...ids), 'seed', {
        folder: 'packages/a',
        packages: [],
        rules: evidenceRules,
      }).map(({ path }) => path);
    expect(paths(['src/a.test.ts > x', '../b/b.test.ts > x', '../../../evil.ts > x'])).toEqual([
      'packages/b/b.test.ts',
      'packages/a/src/a.test.ts',
    ]);
  });

  test('are at most 200', () => {
    const ids = Array.from({ length: 300 }, (_, index) => `${index}.test.ts > x`);
    expect(canaries(reportOf('vitest', ...ids), 'seed', top)).toHaveLength(200);
  });

  test('are none for runners that are not known, and packages that are not there', () => {
    expect(canaries(reportOf('tap', 'a > x'), 'seed', top)).toEqual([]);
    expect(canaries(reportOf('go', 'example.com/a > TestX'), 'seed', top)).toEqual([]);
    expect(canaries(reportOf('pytest', 'test_a > x'), 'seed', top)).toEqual([]);
  });

  test('give a message in most files, of which node makes none then, and in none by older rules', () => {
    const report = reportOf('node:test', ...Array.from({ length: 200 }, (_, index) => `${index}.mjs > x`));
    const givingBy = (rules: number) =>
      canaries(report, 'seed', { ...top, rules }).filter(({ addition }) =>
        addition.includes("assert.ok(0, 'given')"),
      );
    expect(givingBy(evidenceRules).length).toBeGreaterThan(120);
    expect(givingBy(evidenceRules).length).toBeLessThan(180);
    expect(givingBy(7)).toEqual([]);
  });

  test('are found again in a report, and told from tests', () => {
    const placed = canaries(
      reportOf('vitest', 'a.ts > x', 'b.ts > x', 'c.ts > x', 'd.ts > x', 'e.ts > x'),
      'seed',
      top,
    );
    const [a, b, c, d] = placed.map(({ path, title }) => `${path} > ${title}`);
    const result = {
      ...reportOf('vitest', 'a.ts > x', b ?? '', `${d} (2)`),
      failed: [a ?? '', d ?? ''],
      skipped: [c ?? ''],
    };
    expect(canaryOutcomes(placed, result).map(({ outcome }) => outcome)).toEqual([
      'failed',
      'passed',
      'skipped',
      'passed',
      'missing',
    ]);
    expect(isCanaryId(a ?? '', placed)).toBe(true);
    expect(isCanaryId('a.ts > x', placed)).toBe(false);
  });
});
