import { describe, expect, test } from 'vitest';
import type { Payload } from '../core/events.ts';
import { contextCutLine, fallbackLine } from './step-lines.ts';

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
