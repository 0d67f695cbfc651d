import { expect, test } from 'vitest';
import { isTooLong } from './too-long.ts';

test.each([
  [
    'OpenAI',
    "This model's maximum context length is 8192 tokens. However, your messages resulted in 10013 tokens.",
  ],
  [
    'OpenAI now',
    'Your input exceeds the context window of this model. Please adjust your input and try again.',
  ],
  [
    'vLLM',
    "This model's maximum context length is 131072 tokens. However, you requested 156632 tokens (152536 in the messages, 4096 in the completion).",
  ],
  [
    'vLLM from 0.16',
    "You passed 1015 input tokens and requested 10 output tokens. However, the model's context length is only 1024 tokens, resulting in a maximum input length of 1014 tokens.",
  ],
  ['llama.cpp', 'request (4390 tokens) exceeds the available context size (4096 tokens), try increasing it'],
  ['llama.cpp, while it answers', 'Context size has been exceeded.'],
  [
    'LM Studio',
    'Trying to keep the first 15857 tokens when context the overflows. However, the model is loaded with context length of only 7866 tokens, which is not enough.',
  ],
  [
    'LM Studio, by its engine',
    'The number of tokens to keep from the initial prompt is greater than the context length (n_keep: 13055>= n_ctx: 4096).',
  ],
  ['Ollama', 'the input length exceeds the context length'],
  ['a proxy', 'prompt is too long: 210000 tokens > 200000 maximum'],
])('%s says that a request is too long', (_server, words) => {
  expect(isTooLong([], words)).toBe(true);
});

test.each(['context_length_exceeded', 'exceed_context_size_error'])('the code %s says so', (code) => {
  expect(isTooLong(['invalid_request_error', code], '')).toBe(true);
});

test.each([
  'Invalid schema for response_format: context is required.',
  'The server had an error while processing your request.',
  'Rate limit reached: limit 30000 tokens per min.',
  "Unknown parameter: 'input[0].context'.",
  'model "x" not found, try pulling it first',
])('"%s" does not', (words) => {
  expect(isTooLong(['invalid_request_error'], words)).toBe(false);
});
