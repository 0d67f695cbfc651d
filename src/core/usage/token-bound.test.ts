import { expect, test } from 'vitest';
import { tokenBound } from './token-bound.ts';

/** Texts with the larger one of their token counts in the vocabularies o200k_base and cl100k_base. */
const counted: [string, number][] = [
  ['The tests pass, so the planner says that nothing is left to do.', 15],
  ['export function tokenBound(text: string): number {\n  return text.length;\n}\n', 16],
  ['  "integrity": "sha512-9Zc6xUqYw3tD0o8rJmVhB2kLpQ5sNf7aXeGiTzHuRbWCyKdMvEjOlPnIgAS4F1=="', 67],
  ['qzxjvkwy qxzvjkwy xqjzvwky zvkqxjwy', 22],
  ['e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 35],
  ['自动化开发循环在真实的存储库中完成任务', 19],
  ['😀🎉🚀👩‍💻🇩🇪', 21],
  ['Автономный цикл разработки', 12],
  ['\u001b[31m✗\u001b[39m adds two numbers (12 ms)', 17],
  ['\t\t\tif err != nil {\n\t\t\t\treturn err\n\t\t\t}', 13],
  ['a=[];b={};c=()=>{};d=!!a&&!b||c?.();', 21],
  ['-rw-r--r-- 1 root root 20840 Oct 12 11:18 fold.ts', 22],
];

test.each(counted)('%j has no more tokens than that, and no fewer than a fifth', (text, tokens) => {
  expect(tokenBound(text)).toBeGreaterThanOrEqual(tokens);
  expect(tokenBound(text)).toBeLessThan(tokens * 5);
});

test('no bound is below a third of the characters but for blanks, nor above the bytes', () => {
  for (const [text] of counted) {
    expect(tokenBound(text)).toBeLessThanOrEqual(new TextEncoder().encode(text).length);
    expect(tokenBound(text)).toBeGreaterThan(text.replaceAll(' ', '').length / 3);
  }
  expect(tokenBound('')).toBe(0);
});
