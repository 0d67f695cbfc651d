import { describe, expect, test } from 'vitest';
import { editsOnce } from '../../../test/support/edits-once.ts';
import { loopStarted, type PureWorld, playOn, runOptions } from '../../../test/support/pure-run.ts';
import type { CheckKind, Payload } from '../events.ts';
import type { RunOptions } from '../options.ts';
import type { SuiteRun } from './suite-runs.ts';

/** Tests of node's runner by their names: `+` passed, `-` failed; an exit code that fits. */
function ran(...tests: string[]): SuiteRun {
  const those = (sign: string) => tests.filter((name) => name.startsWith(sign)).map((name) => name.slice(1));
  const [passed, failed] = [those('+'), those('-')];
  const report = { runner: 'node:test' as const, passed, failed, skipped: [], reports: 1, problems: [] };
  const exit_code = failed.length > 0 ? 1 : 0;
  return [
    { command: 'node --test', exit_code, timed_out: false, duration_ms: 10, tests: report, output: '' },
  ];
}

const one = 'a.test.js > one';
const red = 'a.test.js > red';
const mended = ran(`+${one}`, `+${red}`);
const alone = mended;
const lost = ran(`+${one}`, `-${red}`);

interface Given {
  /** What the files alone come to, run after run; the last entry holds for all further ones. */
  repeats?: SuiteRun[];
  candidates?: SuiteRun[];
  bases?: SuiteRun[];
  canary?: SuiteRun;
  options?: Partial<RunOptions>;
  iterations?: number;
  rules?: number;
}

const redBase = ran(`+${one}`, `-${red}`);

function play(given: Given) {
  const { repeats = [alone], candidates = [mended], bases = [redBase], canary, iterations = 1 } = given;
  const made: CheckKind[] = [];
  const world: PureWorld = {
    model: editsOnce,
    tree: (iteration) => `tree-${iteration}`,
    check: (check) => {
      const earlier = made.filter((entry) => entry === check).length;
      made.push(check);
      const nth = (runs: readonly SuiteRun[]) => runs[Math.min(earlier, runs.length - 1)] ?? [];
      if (check === 'baseline') return nth(bases);
      if (check === 'baseline_canary') return ran(`-${one}`, `-${red}`);
      if (check === 'canary') return canary ?? ran(`-${one}`, `-${red}`);
      return check === 'repeat' ? nth(repeats) : nth(candidates);
    },
    altered: (check, plan) =>
      plan === null
        ? null
        : { seed: plan.seed, files: 1, tests: check === 'canary' ? [red] : [], scripts: [] },
  };
  const options = runOptions({ max_iterations: iterations, verify: ['node --test'], ...given.options });
  const { events } = playOn([], loopStarted(options, 'drawn', given.rules), world);
  const verdict = events.findLast(({ event }) => event === 'verification_result')
    ?.payload as Payload<'verification_result'>;
  const gates = JSON.stringify(events.findLast(({ event }) => event === 'gate_evaluated')?.payload);
  const started = events.flatMap(({ event, payload }) => (event === 'check_started' ? [payload] : []));
  const asked = started.filter(({ check }) => check === 'repeat');
  const ofBase = made.filter((check) => check === 'baseline').length;
  return { verdict, gates, times: asked.length, commands: asked[0]?.commands, ofBase };
}

describe('a test that failed at the base and passes now', () => {
  test('passes six times in all, its file run by itself', () => {
    const { verdict, gates, times, commands } = play({});
    expect(commands).toEqual(['node --test a.test.js']);
    expect(times).toBe(4);
    expect(verdict.verdict).toBe('verified');
    expect(gates).toContain('1 test that passes now and not at the base did so in at least 6 runs');
  });

  test.each([
    ['the first time', [lost, alone], 2],
    ['the last time', [alone, alone, alone, lost], 4],
  ])('is a coin that fails %s', (_when, repeats, times) => {
    const played = play({ repeats });
    expect(played.times).toBe(times);
    expect(played.verdict).toMatchObject({ verdict: 'refused', reviewable: false });
    expect(played.verdict.reasons[0]).toMatch(
      /^tests passed in one run and failed in another .*a\.test\.js > red/,
    );
  });

  test('is none of the change where the base has it pass too, once it is asked again', () => {
    for (const repeats of [
      [lost, alone],
      [alone, alone, lost],
    ]) {
      const { verdict, ofBase } = play({ repeats, bases: [redBase, redBase, redBase, mended] });
      expect(ofBase).toBe(4);
      expect(verdict).toMatchObject({ verdict: 'verified', newly_passing_tests: [] });
    }
    const { verdict, ofBase } = play({ repeats: [lost, alone] });
    expect([verdict.verdict, ofBase]).toEqual(['refused', 8]);
  });

  test('refuses at once where the base has no such test, and by the rules of older logs', () => {
    const given: Given = { repeats: [lost, alone], bases: [ran(`+${one}`), mended] };
    const { verdict, ofBase } = play(given);
    expect([verdict.verdict, ofBase]).toEqual(['refused', 1]);
    const older = play({ repeats: [lost, alone], bases: [redBase, mended], rules: 7 });
    expect([older.verdict.verdict, older.ofBase]).toEqual(['refused', 1]);
  });

  test('can need other files around it, and is told so where it fails each time by itself', () => {
    const { verdict, gates, times } = play({ repeats: [lost] });
    expect(times).toBe(6);
    expect(verdict.verdict).toBe('verified');
    expect(gates).toContain('1 test that passes now did so in 2 runs only');
  });

  test('passes as often again where it was red on an earlier candidate', () => {
    const { times, verdict } = play({ candidates: [ran(`+${one}`, `-${red}`), mended], iterations: 2 });
    expect(times).toBe(10);
    expect(verdict.verdict).toBe('verified');
  });

  test('is run no more often where its runner is not seen, and is told so', () => {
    const { times, gates } = play({ options: { verify: ['make test'] } });
    expect(times).toBe(0);
    expect(gates).toContain('did so in 2 runs only');
  });

  test('is run no more once its file has taken five minutes', () => {
    const slow = alone.map((result) => ({ ...result, duration_ms: 200_000 }));
    const { times, gates } = play({ repeats: [slow] });
    expect(times).toBe(2);
    expect(gates).toContain('did so in 4 runs only');
  });
});
