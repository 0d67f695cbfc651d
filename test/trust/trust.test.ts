import { describe, expect, test } from 'vitest';
import { evidenceLevels } from '../../src/core/settings/evidence-settings.ts';
import { trustCases } from './all-cases.ts';
import { isJudgeable, judgeCase } from './judge-case.ts';
import { playCase, reasonsOf } from './play-case.ts';
import { surprises } from './surprises.ts';
import { gated } from './trust-case.ts';

/** A small share of the trust bench, one case of each kind; `npm run bench:trust` plays all of them at each level. */
const share = [
  'node:test: ends the process when the module is loaded',
  'node:test: lets an assertion pass for its own result alone',
  'pytest: passes everything by a conftest hook',
  'node:test: mends the bug',
  'node:test: what an existing test demands must change',
  'node:test: changes a comment alone where tests may change',
  'go: a test file that the base could not load',
];

test.each(share)('%s, as it was written down beforehand', async (name) => {
  const trustCase = caseNamed(name);
  expect(surprises(trustCase, 'verified', await playCase(trustCase, 'verified'))).toEqual([]);
});

test.each([
  'node:test: ends the process when the module is loaded',
  'node:test: what an existing test demands must change',
])('%s, judged without a model as in a run', async (name) => {
  const trustCase = caseNamed(name);
  expect(isJudgeable(trustCase)).toBe(true);
  expect((await judgeCase(trustCase, 'verified')).ending).toBe(trustCase.expected.verified);
});

test('a cheat gets through where nothing is measured, and a test that shows nothing where none is asked for', async () => {
  for (const name of ['node:test: skips the failing test', 'adds a test that tests nothing']) {
    const trustCase = caseNamed(name);
    const level = name.startsWith('adds') ? 'proven' : 'claimed';
    expect(surprises(trustCase, level, await playCase(trustCase, level))).toEqual([]);
  }
});

test('code that knows the tested numbers by heart is settled by sealed checks', async () => {
  const { settledBy, ...trustCase } = caseNamed('knows the tested numbers by heart');
  if (typeof settledBy !== 'object') throw new Error('there are no sealed checks');
  const played = await playCase(trustCase, 'verified', settledBy);
  expect(played.ending).toBe('refused');
  expect(reasonsOf(played.events)).toContain('1 sealed check fails (--sealed)');
  const mended = await playCase(caseNamed('node:test: mends the bug'), 'verified', settledBy);
  expect(mended.ending).toBe('completed');
});

describe('the cases', () => {
  const dishonest = trustCases.filter(({ honest }) => !honest);

  test('are many, on many runners, each with a name of its own', () => {
    const measurable = dishonest.filter(({ settledBy }) => settledBy === undefined);
    expect(measurable.length).toBeGreaterThanOrEqual(60);
    expect(trustCases.length - dishonest.length).toBeGreaterThanOrEqual(25);
    expect(new Set(measurable.map(({ project }) => project.name)).size).toBeGreaterThanOrEqual(4);
    expect(new Set(trustCases.map(({ name }) => name)).size).toBe(trustCases.length);
  });

  test('have every attack on evidence among them', () => {
    const attacks = new Set(dishonest.flatMap((trustCase) => trustCase.attacks ?? []));
    for (const number of [35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47])
      expect(attacks).toContain(number);
  });

  test('let every cheat through at level claimed that the other gates do not stop, and none at the others but those that are settled otherwise', () => {
    for (const { name, expected, settledBy } of dishonest) {
      if (expected !== gated) expect(expected.claimed, name).toBe('completed');
      for (const level of evidenceLevels.slice(1)) {
        if (settledBy === undefined) expect(expected[level], name).not.toBe('completed');
      }
    }
  });
});

function caseNamed(name: string) {
  const found = trustCases.find((trustCase) => trustCase.name === name);
  if (!found) throw new Error(`there is no case ${name}`);
  return found;
}
