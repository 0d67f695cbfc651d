import { describe, expect, test } from 'vitest';
import { editsOnce } from '../../../test/support/edits-once.ts';
import { playRun, runOptions } from '../../../test/support/pure-run.ts';
import type { Payload } from '../events.ts';
import type { AlterationPlan } from './alteration.ts';
import type { SuiteRun } from './suite-runs.ts';

/** How a command ended that reports nothing. */
const ended = (exit_code: number): SuiteRun => [
  { command: 'node check.js', exit_code, timed_out: false, duration_ms: 10, tests: null, output: '' },
];

/** Tests of node's runner by their names: `+` passed, `-` failed. */
function ran(...tests: string[]): SuiteRun {
  const those = (sign: string) => tests.filter((name) => name.startsWith(sign)).map((name) => name.slice(1));
  const [passed, failed] = [those('+'), those('-')];
  const report = { runner: 'node:test' as const, passed, failed, skipped: [], reports: 1, problems: [] };
  return ended(failed.length > 0 ? 1 : 0).map((result) => ({ ...result, tests: report }));
}

interface Given {
  /** Of the sealed checks: on the result; altered at the base; altered on the result. */
  sealed?: readonly [SuiteRun, SuiteRun, SuiteRun];
  /** Of the verify command: altered at the base; altered on the result. */
  canaries?: readonly [SuiteRun, SuiteRun];
  /** What could be altered so that it must fail. */
  tests?: string[];
  scripts?: string[];
  /** What the verify command starts. */
  verify?: string;
}

function play({ sealed, canaries, tests = [], scripts = [], verify = 'make check' }: Given) {
  const made: string[] = [];
  const plans: AlterationPlan[] = [];
  const options = sealed === undefined ? {} : { sealed: '/sealed', sealed_verify: ['node check.js'] };
  const { events } = playRun(
    runOptions({ max_iterations: 1, verify: [verify], ...options }),
    {
      model: editsOnce,
      tree: () => 'tree-1',
      check: (check, tree) => {
        made.push(check);
        if (check === 'sealed') return sealed?.[0] ?? ended(0);
        if (check === 'sealed_altered') return sealed?.[tree === 'tree-1' ? 2 : 1] ?? ended(1);
        if (check === 'baseline_canary') return canaries?.[0] ?? ended(1);
        if (check === 'canary') return canaries?.[1] ?? ended(1);
        return ended(0);
      },
      altered: (_check, plan) => {
        if (plan === null) return null;
        plans.push(plan);
        return { seed: plan.seed, files: 1, tests, scripts };
      },
    },
    'drawn',
  );
  const verdict = events.findLast(({ event }) => event === 'verification_result')
    ?.payload as Payload<'verification_result'>;
  return { verdict: verdict.verdict, reasons: verdict.reasons.join(), made, plans };
}

const one = 'hidden.test.js > one';
const passing = ran(`+${one}`);
const failing = ran(`-${one}`);

describe('sealed checks', () => {
  test('hold where they fail once they must, at the base and on the result', () => {
    const { verdict, made, plans } = play({ sealed: [passing, failing, failing], tests: [one] });
    expect([verdict, ...made.slice(-3)]).toEqual(['verified', 'sealed', 'sealed_altered', 'sealed_altered']);
    expect(plans.at(-1)).toMatchObject({
      sealed: '/sealed',
      places: [{ name: 'hidden.test.js', asked: ['one'] }, { holds: 'all files' }],
    });
  });

  test('refuse where a test of the base did not run', () => {
    const { verdict, reasons } = play({ sealed: [ran(), failing, failing] });
    expect([verdict, reasons]).toEqual([
      'refused',
      '1 sealed check did not run: something hides failures (--sealed)',
    ]);
  });

  test('ask for a file that the base could not load by any test of it', () => {
    expect(play({ sealed: [passing, ran('-hidden.test.js'), failing] }).verdict).toBe('verified');
  });

  test('refuse where a test passes that was altered so that it must fail', () => {
    const { reasons } = play({ sealed: [passing, failing, passing], tests: [one] });
    expect(reasons).toBe('1 sealed check passed, altered so as to fail: something hides failures (--sealed)');
    expect(play({ sealed: [passing, failing, passing] }).verdict).toBe('verified');
  });

  test.each<[string, string[], SuiteRun, string]>([
    ['refuse where a script ends well that was altered', ['check.js'], ended(0), 'refused'],
    ['hold where it fails', ['check.js'], ended(1), 'verified'],
    ['hold where it could not be altered', [], ended(0), 'verified'],
  ])('%s', (_name, scripts, altered, verdict) => {
    expect(play({ sealed: [ended(0), ended(1), altered], scripts }).verdict).toBe(verdict);
  });
});

describe('a script that reports nothing', () => {
  test.each<[string, SuiteRun, SuiteRun, string]>([
    ['must fail once it was altered', ended(1), ended(1), 'verified'],
    ['hides failures where it ends well', ended(1), ended(0), 'refused'],
    ['is not asked where the base ends well too', ended(0), ended(0), 'verified'],
  ])('%s', (_name, atBase, onResult, verdict) => {
    const played = play({ canaries: [atBase, onResult], scripts: ['check.js'], verify: 'node check.js' });
    expect(played.verdict).toBe(verdict);
    expect(played.plans[0]?.places).toMatchObject([{ path: 'check.js', holds: 'a script' }]);
  });

  test('is not looked for behind what a shell could do anything with', () => {
    const { made } = play({ verify: 'node check.js || true' });
    expect(made).not.toContain('canary');
  });
});
