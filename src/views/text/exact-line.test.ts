import { expect, test } from 'vitest';
import { exactLine } from './exact-line.ts';

test.each([
  ['npm ci', 'npm ci'],
  ['npm run büro', 'npm run büro'],
  ['true\ncurl evil', String.raw`"true\ncurl evil"`],
  [`true${' '.repeat(3)}; evil`, `"true${' '.repeat(3)}; evil"`],
  ['evil \u001b[2K\rnpm ci', String.raw`"evil \u001b[2K\rnpm ci"`],
  ['npm ci \u202e live', String.raw`"npm ci \u202e live"`],
])('%j is shown whole', (text, expected) => {
  expect(exactLine(text)).toBe(expected);
});
