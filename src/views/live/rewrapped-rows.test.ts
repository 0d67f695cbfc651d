import { expect, test } from 'vitest';
import { rewrappedRows } from './rewrapped-rows.ts';

const line = (text: string) => ({ text, tone: 'plain' as const });

test.each<[string, string[], number, number]>([
  ['lines that fit take a row each', ['abc', ''], 3, 0],
  ['a longer one takes more', ['abcd', 'abc'], 3, 1],
  ['wide signs take two columns', ['日本'], 3, 1],
  ['nothing is known of a terminal without columns', ['ab'], 0, 1],
])('%s', (_what, texts, columns, rows) => {
  expect(rewrappedRows(texts.map(line), columns)).toBe(rows);
});
