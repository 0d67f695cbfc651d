import { expect, test } from 'vitest';
import { wrapLine } from './wrap-line.ts';

test.each([
  ['that fits stays', 'abc def', 7, ['abc def']],
  ['is broken between words', 'one two three four', 10, ['one two', '  three', '  four']],
  ['goes on below its text', 'task    one two three', 15, ['task    one two', '        three']],
  ['goes on below the text of a gate', 'gates   [ ] one two', 16, ['gates   [ ] one', '            two']],
  ['keeps a column beside its text', '   done  it  one two', 17, ['   done  it  one', '         two']],
  ['keeps a long word whole', 'log  /a/very/long/path is', 10, ['log  /a/very/long/path', '     is']],
  ['counts wide characters twice', '你好 你好', 8, ['你好', '  你好']],
])('a line %s', (_, line, columns, rows) => {
  expect(wrapLine(line, columns)).toEqual(rows);
});
