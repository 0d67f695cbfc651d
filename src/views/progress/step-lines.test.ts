import { describe, expect, test } from 'vitest';
import { logged, loopStarted, runOptions } from '../../../test/support/pure-run.ts';
import type { Payload } from '../../core/events.ts';
import { addRuns } from '../../core/evidence/suite-runs.ts';
import { foldAll } from '../../core/fold/fold.ts';
import { checkLines, contextCutLine, fallbackLine, retryLine, toolResultLines } from './step-lines.ts';

const cut: Payload<'context_cut'> = {
  iteration: 1,
  role: 'coder',
  step: 63,
  cause: 'window',
  window_tokens: 128_000,
  tokens_before: 112_255,
  tokens_after: 49_711,
  outputs_through_step: 39,
  steps_through_step: 0,
  kept_characters: 300,
};

describe('a cut of the conversation', () => {
  test('says why, what went, and how much room that made', () => {
    expect(contextCutLine(cut)).toBe(
      'the conversation grew long: outputs of the oldest 39 steps shortened (from 112,255 to 49,711 of 128,000 tokens)',
    );
  });

  test('says that steps are left out, and that the endpoint had refused', () => {
    expect(contextCutLine({ ...cut, cause: 'refused', outputs_through_step: 9, steps_through_step: 1 })).toBe(
      'the request was too long for the model: outputs of the oldest 9 steps shortened, 1 step left out whole (from 112,255 to 49,711 of 128,000 tokens)',
    );
  });
});

test('a fallback says from which model to which, and why, in plain text', () => {
  const payload = { iteration: 1, role: 'coder' as const, step: 2, from: 'own\u001b[2J', to: 'other' };
  expect(fallbackLine({ ...payload, error: 'It is overloaded.' })).toMatch(
    /^goes on with other, since own\S* stays unavailable: It is overloaded\.$/,
  );
});

describe('a try that is made again', () => {
  const retry = { iteration: 1, role: 'coder' as const, attempt: 2, error: 'It is busy.', waits: true };
  // The hour of the day is that of the reader's own place.
  const at = new Date(2026, 9, 5, 1, 10).getTime();

  test('says until when, where the endpoint asks for a long wait', () => {
    expect(retryLine({ ...retry, delay_ms: 3_600_000, stated: true }, at)).toBe(
      'waits until 02:10, the endpoint asks for 1h: It is busy.',
    );
    expect(retryLine({ ...retry, delay_ms: 86_400_000, stated: true }, at)).toBe(
      'waits until 2026-10-06 01:10, the endpoint asks for 1d: It is busy.',
    );
  });

  test('says how long, elsewhere', () => {
    expect(retryLine({ ...retry, delay_ms: 2000, stated: true }, at)).toBe(
      'waits, asks again in 2.0 s: It is busy.',
    );
    expect(retryLine({ ...retry, delay_ms: 60_000, stated: false }, at)).toBe(
      'waits, asks again in 1m: It is busy.',
    );
    expect(retryLine({ ...retry, waits: false, delay_ms: 500, stated: false }, at)).toBe(
      'try 2 failed, tries again in 500 ms: It is busy.',
    );
  });
});

describe('a command that failed', () => {
  const result: Payload<'tool_result'> = {
    iteration: 1,
    role: 'coder',
    step: 1,
    call_id: 'c',
    output: 'exit code 1\none\n\ntwo\nthree\nfour\nfive\n\u001b[31mTypeError: x is not a function\u001b[0m\n',
    exit_code: 1,
    timed_out: false,
    duration_ms: 2300,
    tree: null,
    refused: [],
    undelivered: [],
    dependencies_key: null,
  };

  const nothing = { refused: [], undelivered: [] };

  test('shows how it ended and its last lines; one that went well shows nothing', () => {
    expect(toolResultLines(result, nothing)).toEqual([
      'exit code 1 after 2.3 s',
      'two',
      'three',
      'four',
      'five',
      'TypeError: x is not a function',
    ]);
    expect(toolResultLines({ ...result, exit_code: 0 }, nothing)).toEqual([]);
  });

  test('names once what was written where it is not delivered', () => {
    const undelivered = [{ path: 'dist/\u001b[2J', reason: 'is ignored by git' }];
    const written = { ...result, exit_code: 0, undelivered };
    expect(toolResultLines(written, nothing)).toEqual(['will not be delivered: dist/ is ignored by git']);
    expect(toolResultLines(written, { refused: [], undelivered })).toEqual([]);
  });

  test('in a check of the result shows them too, once; a check that must fail looks like no failure', () => {
    const run = { command: 'npm test', exit_code: 1, timed_out: false, duration_ms: 1, tests: null };
    const checked: Payload<'check_result'> = {
      iteration: 1,
      check: 'candidate',
      tree: 't',
      commands: ['npm test'],
      cached: false,
      altered: null,
      runs: [[{ ...run, output: 'not ok 2 - adds\n' }]],
    };
    const before = foldAll([logged(loopStarted(runOptions()), 1, 0)]) ?? expect.fail('there is no state');
    const failed = ['the result: exit code 1 after 1 ms: npm test', 'not ok 2 - adds'];
    expect(checkLines(checked, before)).toEqual(failed);
    for (const check of ['canary', 'baseline_canary', 'undone', 'baseline'] as const)
      expect(checkLines({ ...checked, check }, before)).toEqual([]);
    const known = { ...before, checkRuns: addRuns(new Map(), checked, checked.runs) };
    expect(checkLines(checked, known)).toEqual([]);
  });
});
