import type { InputItem, OutputItem, RequestContent } from '../model/model-wire.ts';
import type { RoleCall, Turn } from '../state.ts';
import { tokenBound } from './token-bound.ts';

/** What servers put around each item: its role, its name, marks of beginning and end. */
const itemTokens = 16;

/** What servers put around a whole request, and the sentences that a step may add to the conversation. */
const requestTokens = 256;

/**
 * An upper bound for the input tokens of a role call's next request. What the server has counted is taken from its last
 * report, its own answer included; only what came after that is bounded by its text.
 */
export function inputBound(call: RoleCall, content: RequestContent): number {
  const at = call.turns.findLastIndex((turn) => turn.kind === 'answer' && turn.answer.usage !== null);
  const counted = call.turns[at];
  if (counted?.kind !== 'answer' || counted.answer.usage === null) return contentBound(content);
  const { input_tokens, output_tokens } = counted.answer.usage;
  return input_tokens + output_tokens + requestTokens + total(call.turns.slice(at + 1).map(turnBound));
}

/** An upper bound for the input tokens of a request of which the server has counted nothing yet. */
export function contentBound({ instructions, input, tools, text }: RequestContent): number {
  const fixed = [instructions, JSON.stringify(tools), JSON.stringify(text)];
  return requestTokens + total(fixed.map(fixedBound)) + total(input.map(itemBound));
}

/** Bounds of what is said in every request of a role: these few texts are counted once. */
const fixedBounds = new Map<string, number>();

function fixedBound(text: string): number {
  const bound = fixedBounds.get(text) ?? tokenBound(text);
  fixedBounds.set(text, bound);
  return bound;
}

function turnBound(turn: Turn): number {
  switch (turn.kind) {
    case 'answer':
      return total(turn.answer.output.map(itemBound));
    case 'tool_result':
      return itemTokens + tokenBound(turn.output);
    case 'correction':
      return 2 * itemTokens + tokenBound(turn.error);
    case 'notice':
      return itemTokens + tokenBound(turn.text);
  }
}

function itemBound(item: InputItem | OutputItem): number {
  return itemTokens + tokenBound(JSON.stringify(item));
}

function total(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
