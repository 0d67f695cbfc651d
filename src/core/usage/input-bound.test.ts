import { describe, expect, test } from 'vitest';
import { playRun, runOptions, textAnswer, toolAnswer } from '../../../test/support/pure-run.ts';
import { plannerOutput } from '../../../test/support/role-outputs.ts';
import type { ModelAnswer, RequestContent } from '../model/model-wire.ts';
import { contentBound, inputBound } from './input-bound.ts';

const usage = { input_tokens: 40_000, cached_input_tokens: 0, cache_write_tokens: 0, output_tokens: 1000 };

const content: RequestContent = {
  model: 'm',
  instructions: 'Plan. '.repeat(1000),
  input: [{ type: 'message', role: 'user', content: 'Go on. '.repeat(1000) }],
  tools: [],
  text: { format: { type: 'json_schema', name: 'planner_output', strict: true, schema: {} } },
  metadata: { run_id: 'r', role: 'planner', iteration: '1' },
  prompt_cache_key: 'r:planner',
};

/** The bound of the planner's next request after these answers, and that of its text alone. */
function boundsAfter(answers: ModelAnswer[]): { bound: number; whole: number } {
  let next = 0;
  const world = { model: () => answers[next++] ?? textAnswer(plannerOutput()) };
  const states = playRun(runOptions(), world).states;
  const state = states.find(({ iteration }) => {
    const turns = iteration?.roleCall?.turns ?? [];
    return (
      turns.filter(({ kind }) => kind === 'answer').length === answers.length &&
      turns.at(-1)?.kind !== 'answer'
    );
  });
  const call = state?.iteration?.roleCall;
  if (!call) throw new Error('there is no such request');
  return { bound: inputBound(call, content), whole: contentBound(content) };
}

describe('the input of the next request', () => {
  test('is bounded by its text while the server has counted nothing', () => {
    const { bound, whole } = boundsAfter([{ ...toolAnswer('ls'), usage: null }]);
    expect(bound).toBe(whole);
    // About 3,000 words and marks.
    expect(bound).toBeGreaterThan(6000);
    expect(bound).toBeLessThan(13_000);
  });

  test('is what the server has counted, and a bound of what came after it', () => {
    const { bound } = boundsAfter([{ ...toolAnswer('ls'), usage }]);
    expect(bound).toBeGreaterThan(41_000);
    expect(bound).toBeLessThan(41_400);
  });

  test('is more by each answer that the server has not counted', () => {
    const counted = { ...toolAnswer('ls'), usage };
    const long = { ...toolAnswer(`echo ${'x'.repeat(6000)}`), usage: null };
    const { bound } = boundsAfter([counted, long]);
    expect(bound).toBeGreaterThan(45_000);
    expect(bound).toBeLessThan(46_000);
  });

  test('is more by a correction', () => {
    const { bound } = boundsAfter([{ ...textAnswer('Hm.'), usage }]);
    expect(bound).toBeGreaterThan(41_032);
    expect(bound).toBeLessThan(41_500);
  });
});
