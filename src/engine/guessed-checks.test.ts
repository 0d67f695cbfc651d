import { describe, expect, test } from 'vitest';
import { candidateTrees } from '../../test/support/candidate-trees.ts';
import { editsOnce } from '../../test/support/edits-once.ts';
import { loopStarted, type PureWorld, playOn, runOptions } from '../../test/support/pure-run.ts';
import { canaries } from '../core/canary.ts';
import type { CheckKind, Payload } from '../core/events.ts';
import { evidenceRules } from '../core/evidence/evidence-rules.ts';
import type { SuiteRun } from '../core/evidence/suite-runs.ts';
import type { TestReport } from '../core/evidence/test-report.ts';
import { replay } from './replay.ts';

const command = 'vitest run';
const [one, two] = ['a.test.js > one', 'b.test.js > two'];

function reportOf(passed: string[], failed: string[] = []): TestReport {
  return { runner: 'vitest', passed, failed, skipped: [], reports: 1, problems: [] };
}

function ran(passed: string[], failed: string[] = [], given = command): SuiteRun {
  const exit_code = failed.length === 0 ? 0 : 1;
  const tests = reportOf(passed, failed);
  return [{ command: given, exit_code, timed_out: false, duration_ms: 10, tests, output: '' }];
}

const top = { folder: '', packages: [], rules: evidenceRules };

/** Their names follow from the base tree and the file. */
const titles = canaries(reportOf([one]), 'tree-0', top).map(({ title }) => `a.test.js > ${title}`);

type Came = (check: CheckKind, tree: string, beside: number) => SuiteRun;

/** The change adds a test file; what must fail does. */
const sound: Came = (check) => {
  if (check === 'baseline' || check === 'restored') return ran([one]);
  if (check === 'undone' || check === 'failing') return ran([one], [two]);
  if (check === 'repeat') return ran([two]);
  if (check === 'baseline_canary' || check === 'canary') return ran([], [one, ...titles]);
  return ran([one, two]);
};

interface Given {
  came?: Came;
  jobs?: number;
  /** The base's files with names of tests: what is guessed by. */
  testFiles?: string[];
  endsFirst?: PureWorld['endsFirst'];
  /** The tree with the base's tests put back, once the base's own report has named them. */
  restoredLater?: string;
  /** The test files that the change is seen to have added: what is repeated by a guess. */
  added?: string[];
  level?: 'verified' | 'proven';
  rules?: number;
}

function play(given: Given = {}) {
  const { came = sound, jobs = 6, testFiles = ['a.test.js'], endsFirst, level = 'verified' } = given;
  let built = 0;
  const world: PureWorld = {
    model: editsOnce,
    tree: (iteration) => `tree-${iteration}`,
    testFiles,
    evidenceTrees: (tree) => {
      built += 1;
      const isLater = built > 1 || jobs === 1;
      return candidateTrees(tree, {
        restored: (isLater ? given.restoredLater : undefined) ?? `${tree}-restored`,
        changes: (given.added ?? ['b.test.js']).map((path) => ({ path, kind: 'test', change: 'added' })),
      });
    },
    check: (check, tree, _earlier, beside) => came(check, tree, beside),
    altered: (_check, plan) => plan && { seed: plan.seed, files: plan.places.length, tests: [], scripts: [] },
    ...(endsFirst ? { endsFirst } : {}),
  };
  const options = runOptions({ max_iterations: 1, jobs, evidence: level, verify: [command] });
  const { events } = playOn([], loopStarted(options, 'seed', given.rules), world);
  expect(replay(events).divergence).toBeNull();
  const course = events.flatMap(({ event, payload }) => {
    if (event === 'checks_ahead') return [`started ${payload.checks.map(({ check }) => check).join(', ')}`];
    if (event === 'checks_dropped') return [`dropped ${payload.checks.map(({ check }) => check).join(', ')}`];
    if (event === 'evidence_trees') return ['trees'];
    return event === 'check_result' ? [payload.check] : [];
  });
  const verdict = events.find(({ event }) => event === 'verification_result')?.payload;
  return { course, verdict: verdict as Payload<'verification_result'> };
}

/** Another order for each seed. */
function shuffled(seed: number): NonNullable<PureWorld['endsFirst']> {
  let state = seed;
  return (open) => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return state % open.length;
  };
}

describe('checks that are started by a guess', () => {
  test('a sound candidate needs no second wave but for its new tests alone', () => {
    const { course, verdict } = play();
    const first = course.findIndex((line) => !/^started|^trees/.test(line));
    expect(course.slice(0, first)).toEqual([
      'started baseline',
      'started candidate, candidate',
      'trees',
      'started restored, baseline_canary, canary',
    ]);
    const later = course.slice(first).filter((line) => line.startsWith('started'));
    expect(new Set(later)).toEqual(new Set(['started repeat']));
    expect(course.filter((line) => line.startsWith('dropped'))).toEqual([]);
    expect(verdict).toMatchObject({ verdict: 'verified', newly_passing_tests: [two] });
    expect(verdict).toEqual(play({ jobs: 1 }).verdict);
  });

  test('nothing is begun in vain for a sound candidate, in whatever order they end', () => {
    for (let seed = 0; seed < 30; seed += 1) {
      const { course } = play({ endsFirst: shuffled(seed), jobs: 6 });
      expect(course.filter((line) => line.startsWith('dropped'))).toEqual([]);
      expect(course.filter((line) => /^(baseline|candidate|restored|canary)/.test(line))).toHaveLength(6);
    }
  });

  test('what was guessed wrong is ended or does not count, and is measured as it is due', () => {
    const { course, verdict } = play({ testFiles: ['a.test.js', 'other.test.js'] });
    expect(course.some((line) => /^dropped.*canary/.test(line))).toBe(true);
    expect(course.filter((line) => line === 'canary')).toHaveLength(1);
    expect(verdict).toEqual(play({ jobs: 1 }).verdict);
  });

  const hides: Came = (check, tree, beside) =>
    check === 'canary' ? ran([one, ...titles]) : sound(check, tree, beside);
  const breaks: Came = (check, tree, beside) =>
    check === 'restored' ? ran([], [one]) : sound(check, tree, beside);
  const loaded: Came = (check, tree, beside) =>
    check === 'canary' && beside > 0 ? ran([one, ...titles]) : sound(check, tree, beside);

  const failsRepeated: Came = (check, tree, beside) =>
    check === 'repeat' ? ran([], [two]) : sound(check, tree, beside);
  const failsBeside: Came = (check, tree, beside) =>
    beside > 0 ? failsRepeated(check, tree, beside) : sound(check, tree, beside);
  const coin = (): Came => {
    let tosses = 0;
    return (check, tree, beside) => {
      if (check === 'repeat') tosses += 1;
      return tosses % 2 === 1 ? failsRepeated(check, tree, beside) : sound(check, tree, beside);
    };
  };

  describe('a new test is repeated', () => {
    const endsFirst =
      (kind: string): NonNullable<Given['endsFirst']> =>
      (open) =>
        Math.max(
          0,
          open.findIndex(({ check }) => check === kind),
        );
    const startOfRepeats = (given: Given) => {
      const { course } = play(given);
      const at = course.findIndex((line) => /^started.*repeat/.test(line));
      return course.slice(0, at).filter((line) => !/^started|^trees/.test(line));
    };

    test('by the name of its file as soon as the base is known, beside all other suites', () => {
      expect(startOfRepeats({ endsFirst: endsFirst('baseline') })).toEqual(['baseline']);
    });

    test('once a suite has named it, where the change names no test file', () => {
      expect(startOfRepeats({ endsFirst: endsFirst('candidate'), added: [] })).toEqual([
        'candidate',
        'candidate',
        'baseline',
      ]);
    });

    test('once all suites that name it are known, by the rules of older logs', () => {
      const before = startOfRepeats({ endsFirst: endsFirst('baseline'), rules: 7 });
      expect(before).toEqual(['baseline', 'candidate', 'candidate', 'restored']);
    });

    test('anew, where the guess named another file: what that came to is ended, or counts for nothing', () => {
      const other: Given = { added: ['other.test.js'] };
      const begunIn = (course: readonly string[]) =>
        course.filter((line) => /^started.*repeat/.test(line)).length;
      let inVain = 0;
      for (let seed = 0; seed < 30; seed += 1) {
        const { course, verdict } = play({ ...other, endsFirst: shuffled(seed) });
        const ended = course.filter((line) => line === 'repeat' || /^dropped.*repeat/.test(line));
        expect(ended, course.join('\n')).toHaveLength(begunIn(course));
        expect(verdict).toEqual(play({ ...other, jobs: 1 }).verdict);
        inVain += begunIn(course) - begunIn(play({ endsFirst: shuffled(seed) }).course);
      }
      expect(inVain).toBeGreaterThan(0);
    });
  });

  test.each<{ name: string; given: Given; verdict: string }>([
    { name: 'a sound candidate', given: {}, verdict: 'verified' },
    { name: 'a sound candidate at level proven', given: { level: 'proven' }, verdict: 'proven' },
    { name: 'a guess that was wrong', given: { testFiles: ['a.test.js', 'c.test.js'] }, verdict: 'verified' },
    { name: 'no guess', given: { testFiles: [], added: [] }, verdict: 'verified' },
    { name: 'a guess of other tests', given: { added: ['other.test.js'] }, verdict: 'verified' },
    { name: 'failures that are hidden', given: { came: hides }, verdict: 'refused' },
    { name: 'failures that are hidden beside others alone', given: { came: loaded }, verdict: 'verified' },
    { name: 'a new test that fails beside others alone', given: { came: failsBeside }, verdict: 'verified' },
    { name: 'a new test that fails by itself', given: { came: failsRepeated }, verdict: 'verified' },
    { name: "a failure with the base's tests put back", given: { came: breaks }, verdict: 'refused' },
    { name: 'other trees once the base is known', given: { restoredLater: 'tree-r' }, verdict: 'verified' },
  ])('$name: the same verdict in whatever order they end', ({ given, verdict }) => {
    const alone = play({ ...given, jobs: 1 }).verdict;
    expect(alone.verdict).toBe(verdict);
    for (let seed = 0; seed < 30; seed += 1) {
      const { verdict: beside, course } = play({ ...given, endsFirst: shuffled(seed), jobs: 2 + (seed % 6) });
      expect(beside, course.join('\n')).toEqual(alone);
    }
  });

  test('a new test that passes every other time is refused, whatever runs beside it', () => {
    for (let seed = 0; seed < 60; seed += 1) {
      const added = seed % 2 === 0 ? ['b.test.js'] : [];
      const { verdict } = play({ came: coin(), endsFirst: shuffled(seed), jobs: 1 + (seed % 6), added });
      expect(verdict.verdict).toBe('refused');
    }
  });

  test('what was measured on trees of before the base was known counts for nothing on others', () => {
    const came: Came = (check, tree, beside) =>
      check === 'restored' && tree === 'tree-r' ? ran([], [one]) : sound(check, tree, beside);
    const endsLast: Given['endsFirst'] = (open) => open.length - 1;
    for (const endsFirst of [undefined, endsLast]) {
      const given = { came, restoredLater: 'tree-r', ...(endsFirst ? { endsFirst } : {}) };
      expect(play(given).verdict.verdict).toBe('refused');
    }
    // The control: the trees of before had nothing against it.
    expect(play({ came }).verdict.verdict).toBe('verified');
  });
});
