import { expect, test } from 'vitest';
import { encryptsReasoning } from './encrypted-reasoning.ts';

const openAi = 'https://api.openai.com/v1';
const local = 'http://127.0.0.1:8000/v1';

test.each([
  ['gpt-6.1-terra', openAi, true],
  ['gpt-6.1-terra', 'https://eu.api.openai.com/v1', true],
  ['gpt-6.1-terra', local, false],
  ['gpt-6.1-terra', 'https://api.openai.com.example.org/v1', false],
  ['o4-mini', openAi, true],
  ['gpt-5', openAi, true],
  ['gpt-5-chat-latest', openAi, false],
  ['gpt-4.1-mini', openAi, false],
  ['ft:gpt-4o:me', openAi, false],
])('of its own, %s at %s: %s', (model, baseUrl, expected) => {
  expect(encryptsReasoning('auto', baseUrl, model)).toBe(expected);
});

test('the setting decides elsewhere', () => {
  expect(encryptsReasoning('on', local, 'gpt-4.1')).toBe(true);
  expect(encryptsReasoning('off', openAi, 'gpt-6.1-terra')).toBe(false);
});
