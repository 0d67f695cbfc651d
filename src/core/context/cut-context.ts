import type { Payload } from '../events.ts';
import type { RunOptions } from '../options.ts';
import { nextStep } from '../role-call.ts';
import type { RoleCall, Turn } from '../state.ts';
import { answerBytes, expectedTokens, textItemBytes } from './call-context.ts';
import { shortenOutput } from './shorten-output.ts';

type Cut = Omit<Payload<'context_cut'>, 'iteration' | 'role'>;

/** The window of a model of which nothing is known: most have at least this. */
const commonWindowTokens = 128_000;

/** A cut leaves this much of the window filled: the more is cut at once, the longer the cached prefix lives. */
const filledAfterCut = 0.4;

/** With shortened outputs alone it may stay this full, as a step that is left out whole is a greater loss. */
const filledByShortening = 0.6;

/** What is kept of the window for the answer. */
const roomForAnswer = 1 / 8;

/** The newest outputs are left whole as long as they take no more of the window than this. */
const filledByNewest = 0.2;

const keptCharacters = 300;

/** After so many requests that are refused as too long, cutting does not help. */
const mostRefusals = 3;

/** The window of a model in tokens, input and output together. */
function windowOf({ context_windows }: RunOptions, model: string): number {
  return Object.hasOwn(context_windows, model)
    ? (context_windows[model] ?? commonWindowTokens)
    : commonWindowTokens;
}

/** The most input tokens that a request may have, so that an answer still fits into the window. */
function inputLimit(windowTokens: number): number {
  return Math.floor(windowTokens * (1 - roomForAnswer));
}

/** What the window leaves for the answer to the next request, in tokens. */
export function answerRoom(call: RoleCall, options: RunOptions): number {
  return Math.max(heldBy(call, options) - expectedTokens(call.context), 0);
}

/** From this window on a model is given more of a command's output. */
const roomyWindowTokens = 64_000;

/** How much of a command's output the model is given, in bytes. */
export function outputLimitBytes(call: RoleCall, options: RunOptions): number {
  return heldBy(call, options) < roomyWindowTokens ? 16_384 : 32_768;
}

function heldBy(call: RoleCall, options: RunOptions): number {
  const window = windowOf(options, call.model);
  return Math.min(window, call.context.foundWindowTokens ?? window);
}

/** The cut without which the next request might not fit into the model's window; null: it fits, or nothing can be cut. */
export function cutBeforeRequest(call: RoleCall, options: RunOptions): Cut | null {
  const windowTokens = heldBy(call, options);
  return expectedTokens(call.context) > inputLimit(windowTokens)
    ? planCut(call, windowTokens, 'window')
    : null;
}

/** The cut after a request that the endpoint refused as too long; null where none helps. */
export function cutAfterRefusal(call: RoleCall, options: RunOptions): Cut | null {
  if (call.context.refusals >= mostRefusals) return null;
  const windowTokens = Math.min(windowOf(options, call.model), expectedTokens(call.context));
  return planCut(call, windowTokens, 'refused');
}

/** Bytes that one step takes in a request: as it stands there now, with its outputs shortened, and left out. */
interface StepSize {
  now: number;
  shortened: number;
}

/**
 * Shortens the oldest outputs, as many as it takes; where that is not enough, leaves the oldest steps out. The newest
 * outputs are shortened only where the request would not fit otherwise.
 */
function planCut(call: RoleCall, windowTokens: number, cause: Cut['cause']): Cut | null {
  const { context } = call;
  const sizes = stepSizes(call);
  const before = expectedTokens(context);
  const bytes = sizes.reduce((sum, { now }) => sum + now, 0);
  const tokensPerByte = bytes === 0 ? 0 : Math.max(0, before - context.openingTokens) / bytes;
  const tokensAfter = (outputs: number, steps: number) => {
    const left = sizes.map(({ now, shortened }, index) => {
      if (index < steps) return 0;
      return index < outputs ? shortened : now;
    });
    const saved = bytes - left.reduce((sum, size) => sum + size, 0);
    return Math.ceil(before - saved * tokensPerByte);
  };

  const target = windowTokens * filledAfterCut;
  const older = olderSteps(sizes, (windowTokens * filledByNewest) / tokensPerByte);
  let outputs = context.outputsThroughStep;
  let steps = context.stepsThroughStep;
  while (outputs < older && tokensAfter(outputs, steps) > target) outputs += 1;
  if (tokensAfter(outputs, steps) > windowTokens * filledByShortening) {
    while (steps < older && tokensAfter(outputs, steps) > target) steps += 1;
  }
  if (tokensAfter(outputs, steps) > inputLimit(windowTokens)) outputs = sizes.length;

  const after = tokensAfter(outputs, steps);
  if (after >= before) return null;
  return {
    step: nextStep(call),
    cause,
    window_tokens: windowTokens,
    tokens_before: before,
    tokens_after: after,
    outputs_through_step: outputs,
    steps_through_step: steps,
    kept_characters: keptCharacters,
  };
}

/** How many steps come before the newest ones, which take at most `bytes`; the last step is always new. */
function olderSteps(sizes: readonly StepSize[], bytes: number): number {
  let older = Math.max(sizes.length - 1, 0);
  let newest = sizes.at(-1)?.now ?? 0;
  while (older > 0) {
    newest += sizes[older - 1]?.now ?? 0;
    if (newest > bytes) break;
    older -= 1;
  }
  return older;
}

/** What the loop itself says to the model. */
function wordsOf(turn: Exclude<Turn, { kind: 'answer' | 'tool_result' }>): string {
  return turn.kind === 'correction' ? turn.error : turn.text;
}

/** The sizes of the steps so far, in order; of those that are left out already, 0. */
function stepSizes({ turns, context }: RoleCall): StepSize[] {
  const sizes: StepSize[] = [];
  for (const turn of turns) {
    if (turn.kind === 'answer') sizes.push({ now: 0, shortened: 0 });
    const step = sizes.length;
    const size = sizes.at(-1);
    if (!size || step <= context.stepsThroughStep) continue;
    if (turn.kind !== 'tool_result') {
      const bytes = turn.kind === 'answer' ? answerBytes(turn.answer) : textItemBytes(wordsOf(turn));
      size.now += bytes;
      size.shortened += bytes;
      continue;
    }
    const shortened = textItemBytes(shortenOutput(turn.output, keptCharacters));
    size.now += step <= context.outputsThroughStep ? shortened : textItemBytes(turn.output);
    size.shortened += shortened;
  }
  return sizes;
}
