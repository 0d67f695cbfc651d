import type { RunOptions } from '../core/options.ts';

/** Models without reasoning, which refuse a request that asks for it. */
const withoutReasoning = /^(ft:)?(gpt-[34]|chatgpt-)|-chat(-|$)/;

/** Whether a model's reasoning is asked for, encrypted, and sent back within a role call. */
export function encryptsReasoning(
  setting: RunOptions['encrypted_reasoning'],
  baseUrl: string,
  model: string,
): boolean {
  if (setting !== 'auto') return setting === 'on';
  return isOpenAi(baseUrl) && !withoutReasoning.test(model);
}

/** Regional hosts (`eu.api.openai.com`) are OpenAI's too. */
function isOpenAi(baseUrl: string): boolean {
  return /^([\w-]+\.)?api\.openai\.com$/.test(new URL(baseUrl).hostname);
}
