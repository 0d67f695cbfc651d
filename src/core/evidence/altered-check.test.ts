import { describe, expect, test } from 'vitest';
import { editsOnce } from '../../../test/support/edits-once.ts';
import { playRun, runOptions } from '../../../test/support/pure-run.ts';
import type { CheckKind, Payload } from '../events.ts';
import type { RunOptions } from '../options.ts';
import type { AlterationPlan } from './alteration.ts';
import type { SuiteRun } from './suite-runs.ts';

/** Tests of node's runner by their names: `+` passed, `-` failed; an exit code that fits. */
function ran(...tests: string[]): SuiteRun {
  const those = (sign: string) => tests.filter((name) => name.startsWith(sign)).map((name) => name.slice(1));
  const [passed, failed] = [those('+'), those('-')];
  const report = { runner: 'node:test', passed, failed, skipped: [], reports: 1, problems: [] } as const;
  const exit_code = failed.length > 0 ? 1 : 0;
  return [
    {
      command: 'npm test',
      exit_code,
      timed_out: false,
      duration_ms: 10,
      tests: { ...report, passed, failed, skipped: [], problems: [] },
      output: '',
    },
  ];
}

const one = 'a.test.js > one';
const red = 'a.test.js > red';
const base = ran(`+${one}`, `-${red}`);
const mended = ran(`+${one}`, `+${red}`);

interface Given {
  checks: Partial<Record<CheckKind, SuiteRun>>;
  /** Those of the tests that are asked about which could be altered. */
  sure?: string[];
  seed?: string;
  options?: Partial<RunOptions>;
}

/** One iteration whose roles say that all is done; the baseline is red in one test. */
function play({ checks, sure = [red], seed = 'drawn', options = {} }: Given) {
  const made: string[] = [];
  const plans = new Map<string, AlterationPlan | null>();
  const { events } = playRun(
    runOptions({ max_iterations: 1, ...options }),
    {
      model: editsOnce,
      tree: () => 'tree-1',
      check: (check) => {
        made.push(check);
        return checks[check] ?? (check === 'baseline' ? base : check === 'undone' ? base : mended);
      },
      altered: (check, plan) => {
        plans.set(check, plan);
        const tests = check === 'canary' ? sure : [];
        return plan === null ? null : { seed: plan.seed, files: plan.places.length, tests, scripts: [] };
      },
    },
    seed,
  );
  const verdict = events.find(({ event }) => event === 'verification_result')
    ?.payload as Payload<'verification_result'>;
  const gates = JSON.stringify(events.findLast(({ event }) => event === 'gate_evaluated')?.payload);
  return { made, plans, verdict, gates };
}

const alteredBase = ran(`-${one}`, `-${red}`);
const allFail = ran(`-${one}`, `-${red}`);

describe('a candidate whose tests demand something else', () => {
  test('is run once, with the seed that the base was run with, and its tests must fail', () => {
    const { made, plans, verdict, gates } = play({
      checks: { baseline_canary: alteredBase, canary: allFail },
    });
    expect(made.slice(-2)).toEqual(['baseline_canary', 'canary']);
    expect(plans.get('baseline_canary')).toMatchObject({
      seed: 'drawn',
      places: [{ name: 'a.test.js', path: 'a.test.js', asked: [] }],
    });
    expect(plans.get('canary')).toMatchObject({
      seed: 'drawn',
      places: [{ name: 'a.test.js', asked: ['red'] }],
    });
    expect(verdict.verdict).toBe('verified');
    expect(gates).toContain('2 tests fail once what they demand is altered');
  });

  test.each<[string, SuiteRun, string]>([
    ['a test that fails so at the base passes', ran(`+${one}`, `-${red}`), one],
    ['a test that the run has made pass passes still', ran(`-${one}`, `+${red}`), red],
    ['a test that fails so at the base is gone', ran(`-${red}`), one],
  ])('is refused where %s', (_, canary, named) => {
    const { verdict } = play({ checks: { baseline_canary: alteredBase, canary } });
    expect(verdict).toMatchObject({ verdict: 'refused', reviewable: false });
    expect(verdict.reasons.join()).toContain(`so that they must: ${JSON.stringify(named)}`);
  });

  test('is not held up by a test that passes so at the base, nor by one that could not be altered', () => {
    const baseline_canary = ran(`+${one}`, '-a.test.js > other');
    const baseline = ran(`+${one}`, '+a.test.js > other', `-${red}`);
    const candidate = ran(`+${one}`, '+a.test.js > other', `+${red}`);
    const canary = ran(`+${one}`, '-a.test.js > other', `+${red}`);
    const { verdict } = play({ checks: { baseline, candidate, baseline_canary, canary }, sure: [] });
    expect(verdict.verdict).toBe('verified');
  });

  test('may lack tests where the base lacks some as well, since its runner stops at a failure', () => {
    const baseline = ran(`+${one}`, '+a.test.js > other', `-${red}`);
    const candidate = ran(`+${one}`, '+a.test.js > other', `+${red}`);
    const { verdict } = play({
      checks: { baseline, candidate, baseline_canary: ran(`-${one}`), canary: ran('-a.test.js > other') },
    });
    expect(verdict.verdict).toBe('verified');
  });

  test('is run with canaries alone where the base takes no other expectations', () => {
    const { made, plans, verdict } = play({ checks: { baseline_canary: ran(`+${one}`, `-${red}`) } });
    expect(made.filter((check) => check === 'baseline_canary')).toHaveLength(2);
    expect(plans.get('baseline_canary')).toBeNull();
    expect(made).not.toContain('canary');
    expect(verdict.verdict).toBe('verified');
  });

  test('is asked for by no log from before there were any', () => {
    const { plans } = play({ checks: { baseline_canary: alteredBase }, seed: '' });
    expect([...plans.values()].every((plan) => plan === null)).toBe(true);
  });
});

test('tests that the run has added are asked about at level proven alone', () => {
  const added = ran(`+${one}`, `+${red}`, '+c.test.js > new');
  const checks = { candidate: added, baseline_canary: alteredBase, canary: allFail };
  const askedAt = (evidence: RunOptions['evidence']) =>
    play({ checks, options: { evidence } })
      .plans.get('canary')
      ?.places.map(({ name }) => name);
  expect(askedAt('verified')).toEqual(['a.test.js']);
  expect(askedAt('proven')).toEqual(['a.test.js', 'c.test.js']);
});
