import type { Payload } from '../events.ts';
import type { ModelAnswer } from '../model/model-wire.ts';
import { utf8Bytes } from './utf8-bytes.ts';

/** How full a role call's model is, and what of its conversation is left out to make room. */
export interface CallContext {
  /** Input tokens of the next request, but for what `addedBytes` brings: counted by the server, or estimated. */
  tokens: number;
  /** UTF-8 bytes of what came into the conversation since. */
  addedBytes: number;
  /** Input tokens of what stands before the conversation. */
  openingTokens: number;
  /** Tool outputs of the steps up to this one are shortened; 0: none are. */
  outputsThroughStep: number;
  /** The steps up to this one are left out whole; 0: none are. */
  stepsThroughStep: number;
  /** Characters that are kept of a shortened output. */
  keptCharacters: number;
  /** What the model turned out to hold where the endpoint refused a request as too long; null where it never did. */
  foundWindowTokens: number | null;
  /** Requests that were refused so. */
  refusals: number;
}

/** Prompt, tools, schema and facts before the server has counted them. */
const openingGuessTokens = 4000;

/** What surrounds an item in a request, in bytes. */
const itemBytes = 60;

/** The context of a role call before its first request; `texts` stand in that beside what every role is told. */
export function startContext(texts: readonly string[]): CallContext {
  const bytes = texts.reduce((sum, text) => sum + utf8Bytes(text), 0);
  const openingTokens = openingGuessTokens + tokensAtMost(bytes);
  return {
    tokens: openingTokens,
    addedBytes: 0,
    openingTokens,
    outputsThroughStep: 0,
    stepsThroughStep: 0,
    keptCharacters: 0,
    foundWindowTokens: null,
    refusals: 0,
  };
}

/** The most tokens that a text of so many bytes is likely to take; words and code take half of that. */
function tokensAtMost(bytes: number): number {
  return Math.ceil(bytes / 2);
}

/** The most input tokens that the next request is likely to have. */
export function expectedTokens({ tokens, addedBytes }: CallContext): number {
  return tokens + tokensAtMost(addedBytes);
}

/** The server has counted all that was sent, and what it answered; where it says nothing, the answer is estimated. */
export function afterAnswer(context: CallContext, answer: ModelAnswer, isFirst: boolean): CallContext {
  const { usage } = answer;
  if (usage === null) return { ...context, addedBytes: context.addedBytes + answerBytes(answer) };
  return {
    ...context,
    tokens: usage.input_tokens + usage.output_tokens,
    addedBytes: 0,
    openingTokens: isFirst ? usage.input_tokens : context.openingTokens,
  };
}

/** A tool's output, or a sentence about an answer that can't be used, was added to the conversation. */
export function afterText(context: CallContext, text: string): CallContext {
  return { ...context, addedBytes: context.addedBytes + itemBytes + utf8Bytes(text) };
}

export function afterCut(context: CallContext, cut: Payload<'context_cut'>): CallContext {
  const isRefused = cut.cause === 'refused';
  return {
    ...context,
    tokens: cut.tokens_after,
    addedBytes: 0,
    outputsThroughStep: cut.outputs_through_step,
    stepsThroughStep: cut.steps_through_step,
    keptCharacters: cut.kept_characters,
    foundWindowTokens: isRefused ? cut.window_tokens : context.foundWindowTokens,
    refusals: context.refusals + (isRefused ? 1 : 0),
  };
}

/** Another model goes on: what the one before turned out to hold says nothing about it. */
export function afterModelSwitch(context: CallContext): CallContext {
  return { ...context, foundWindowTokens: null, refusals: 0 };
}

/** UTF-8 bytes of an answer as it is sent back, about. */
export function answerBytes(answer: ModelAnswer): number {
  return answer.output.length === 0 ? 0 : utf8Bytes(JSON.stringify(answer.output));
}

/** UTF-8 bytes of an item that holds this text, about. */
export function textItemBytes(text: string): number {
  return itemBytes + utf8Bytes(text);
}
