import { describe, expect, test } from 'vitest';
import { logged } from '../../../test/support/pure-run.ts';
import type { Gate, LoggedEvent } from '../../core/events.ts';
import { gateStandingLines, gateStandings } from './gate-standings.ts';

const minute = 60_000;
const start = Date.parse('2026-11-22T23:50:00.000Z');

/** The log of a run whose gates were evaluated so, one iteration a minute; null for one that failed. */
function log(...iterations: (Gate[] | null)[]): LoggedEvent[] {
  return iterations.flatMap((gates, index) => {
    const iteration = index + 1;
    if (gates === null) return [];
    return [
      logged(
        { event: 'gate_evaluated', payload: { iteration, gates } },
        iteration,
        start + index * 5 * minute,
      ),
    ];
  });
}

const tests = (met: boolean, reason: string): Gate => ({ name: 'tests_passed', met, reason });
const done = (met: boolean): Gate => ({ name: 'done_flag', met, reason: '' });

describe('a gate', () => {
  test('stands as it is since the first of the evaluations in a row that say so, for the last reason', () => {
    const events = log(
      [tests(false, 'no'), done(true)],
      [tests(true, 'yes'), done(true)],
      [tests(true, 'still'), done(true)],
    );
    expect(gateStandings(events)).toEqual([
      { ...tests(true, 'still'), since: { iteration: 2, at: '2026-11-22T23:55:00.000Z' } },
      { ...done(true), since: { iteration: 1, at: '2026-11-22T23:50:00.000Z' } },
    ]);
  });

  test('that was met in between is not met since the last change', () => {
    const events = log([tests(false, 'a')], [tests(true, 'b')], [tests(false, 'c')]);
    expect(gateStandings(events)[0]?.since.iteration).toBe(3);
  });

  test('is left as it was by an iteration that failed before it was evaluated', () => {
    expect(gateStandings(log([tests(false, 'a')], null, [tests(false, 'b')]))[0]?.since.iteration).toBe(1);
  });

  test('does not stand anywhere before it was evaluated', () => {
    expect(gateStandings([])).toEqual([]);
  });
});

test('a person reads since when, with the date where that was another day', () => {
  const events = log(
    [tests(false, 'one\ntest \u001b[31mfails'), done(true)],
    [tests(false, 'x'), done(false)],
    [tests(true, 'ok'), done(false)],
  );
  const standings = gateStandings(events.slice(0, 1));
  expect(gateStandingLines(standings, '2026-11-22T23:59:00.000Z')).toEqual([
    '[ ] tests_passed, not met since iteration 1 (23:50 UTC): one test fails',
    '[x] done_flag, met since iteration 1 (23:50 UTC)',
  ]);
  expect(gateStandingLines(gateStandings(events), '2026-11-23T00:00:01.000Z')).toEqual([
    '[x] tests_passed, met since iteration 3 (00:00 UTC): ok',
    '[ ] done_flag, not met since iteration 2 (2026-11-22 23:55 UTC)',
  ]);
});
