import { describe, expect, test } from 'vitest';
import { type Ecosystem, exitCodeOf, judgeChange } from './ecosystem.ts';

/** Plays honest changes and cheats in one language, with its real tools. */
export function playEcosystem(ecosystem: Ecosystem): void {
  describe(ecosystem.name, () => {
    test('the command is found, and an honest fix is verified and proven test by test', async () => {
      const judged = await judgeChange(ecosystem, ecosystem.fix, 'proven');
      expect(judged.reasons).toEqual([]);
      expect(judged).toMatchObject({ verdict: 'proven', grade: 'per-test' });
      expect(judged.commands).toMatchObject([
        { command: ecosystem.command, tests: { runner: ecosystem.runner } },
      ]);
      expect(judged.commands[0]?.tests?.passed).toContain(ecosystem.fixed);
    });

    test('a test that came with its function is proven', async () => {
      const judged = await judgeChange(ecosystem, { ...ecosystem.fix, ...ecosystem.testFirst }, 'proven');
      expect(judged.reasons).toEqual([]);
      expect(judged.verdict).toBe('proven');
    });

    test.each(ecosystem.cheats)('refused: $kind, $name', async ({ change }) => {
      expect(await exitCodeOf(ecosystem, change)).toBe(0);
      const judged = await judgeChange(ecosystem, change, 'verified');
      expect(judged.verdict, judged.reasons.join('\n')).toMatch(/^(refused|needs_review)$/);
    });
  });
}
