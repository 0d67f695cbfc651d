import { expect, test } from 'vitest';
import { withoutCommentLines } from './without-comments.ts';

test('a line is a comment by the beginning that its language has', () => {
  const lines = ['// a', '# b', '-- c', '; d', '* e', '/* f */ g', 'h // i'];
  const left = (path: string) => withoutCommentLines(path, lines.join('\n')).split('\n');
  const but = (index: number) => lines.map((line, at) => (at === index ? ' '.repeat(line.length) : line));
  expect(left('a.kt')).toEqual(but(0));
  expect(left('a.sh')).toEqual(but(1));
  expect(left('bin/run')).toEqual(but(1));
  expect(left('a.lua')).toEqual(but(2));
  expect(left('a.clj')).toEqual(but(3));
});
