import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type PlayedCall, playCall } from '../../../test/support/long-call.ts';
import { runOptions, textAnswer, toolAnswer } from '../../../test/support/pure-run.ts';
import { plannerOutput } from '../../../test/support/role-outputs.ts';
import type { InputItem, ModelAnswer, ModelRequest } from '../model/model-wire.ts';

/** Texts from the densest to the thinnest, by the bytes that a token of them has. */
const kinds = [
  { bytesPerToken: 2, unit: '7' },
  { bytesPerToken: 4, unit: 'word ' },
  { bytesPerToken: 7, unit: '=' },
] as const;

const outputs = fc.array(
  fc.record({ kind: fc.nat(kinds.length - 1), bytes: fc.oneof(fc.nat(16_000), fc.nat(400)) }),
  { minLength: 1, maxLength: 40 },
);

/** As a model would count it that takes digits for dense and lines of signs for thin. */
function tokensOf({ instructions, input, tools, text }: ModelRequest): number {
  const fixed = JSON.stringify({ instructions, tools, text }).length / 4;
  return Math.ceil(input.reduce((sum, item) => sum + itemTokens(item), fixed));
}

function itemTokens(item: InputItem): number {
  if (item.type !== 'function_call_output') return JSON.stringify(item).length / 4;
  const kind = kinds.find(({ unit }) => item.output.startsWith(unit.slice(0, item.output.length)));
  return 20 + item.output.length / (kind?.bytesPerToken ?? 4);
}

interface Played extends PlayedCall {
  windowTokens: number;
  tokens: number[];
  /** Of all that ever came into the conversation. */
  addedTokens: number;
}

interface Case {
  windowTokens: number;
  steps: number;
  callsInStep: number;
  sizes: { kind: number; bytes: number }[];
}

/** A planner that calls tools in each of its steps, whose outputs come in these sizes, again and again. */
function play({ windowTokens, steps, callsInStep, sizes }: Case): Played {
  const tokens: number[] = [];
  let addedTokens = 0;
  const outputOf = (call: number) => {
    const { kind, bytes } = sizes[call % sizes.length] ?? { kind: 0, bytes: 0 };
    const { unit, bytesPerToken } = kinds[kind] ?? kinds[0];
    addedTokens += bytes / bytesPerToken;
    return unit.repeat(Math.ceil(bytes / unit.length)).slice(0, bytes);
  };
  const answer = (request: ModelRequest, step: number): ModelAnswer => {
    const input_tokens = tokensOf(request);
    tokens.push(input_tokens);
    const output =
      step > steps
        ? textAnswer(plannerOutput())
        : toolAnswer(...Array.from({ length: callsInStep }, (_, index) => `cat ${step} ${index}`));
    const output_tokens = 40 * callsInStep;
    addedTokens += output_tokens;
    const usage = { input_tokens, cached_input_tokens: 0, cache_write_tokens: 0, output_tokens };
    return { ...output, usage };
  };
  const options = runOptions({ max_steps: 1000, max_tokens: 0, context_windows: { m: windowTokens } });
  return { ...playCall(options, answer, outputOf), windowTokens, tokens, addedTokens };
}

const played = fc
  .record({
    windowTokens: fc.integer({ min: 32_000, max: 300_000 }),
    steps: fc.integer({ min: 1, max: 120 }),
    callsInStep: fc.integer({ min: 1, max: 3 }),
    sizes: outputs,
  })
  .map(play);

test('whatever the tools print, requests fit, begin with the ones before, and are seldom cut', () => {
  let cuts = 0;
  fc.assert(
    fc.property(played, (call) => {
      cuts += call.cuts.flat().length;
      expect(call.events.at(-1)?.event).toBe('planner_output');
      expect(Math.max(...call.tokens)).toBeLessThanOrEqual(call.windowTokens);
      // At least a fifth of the window comes in between two cuts.
      expect(call.cuts.flat().length).toBeLessThanOrEqual(call.addedTokens / (call.windowTokens / 5));
      for (const [index, { input }] of call.requests.entries()) {
        const before = call.requests[index - 1]?.input ?? [];
        const kept = call.cuts[index]?.length === 0 ? before.length : 2;
        expect(isBeginning(before.slice(0, kept), input)).toBe(true);
        expect(newestIsWhole(input, call.windowTokens)).toBe(true);
      }
    }),
    { numRuns: 50 },
  );
  expect(cuts).toBeGreaterThan(20);
});

function isBeginning(items: readonly InputItem[], input: readonly InputItem[]): boolean {
  return items.every((item, index) => isDeepStrictEqual(item, input[index]));
}

/** The last output is left as it is, unless it fills a quarter of the window or more. */
function newestIsWhole(input: readonly InputItem[], windowTokens: number): boolean {
  const last = input.at(-1);
  if (last?.type !== 'function_call_output' || last.output.length > windowTokens / 4) return true;
  return !last.output.includes('left out');
}
