import { expect, test } from 'vitest';
import { divergenceLines, otherVersionsLine } from './replay-lines.ts';

const steering = '\u001b]0;title\u0007\u001b[31m\u009b1mred\u202e\r\nnext';

test.each([
  ['versions', [otherVersionsLine(['0.1.0', `0.2${steering}`], '1.0.0')]],
  [
    'events',
    divergenceLines('r', { seq: 1, event: 'x', recorded: steering, replayed: { a: steering } }, 'replayed'),
  ],
])('nothing in the %s of a log steers a terminal', (_what, lines) => {
  expect(lines.join('\n')).toContain('red');
  expect(lines.join('')).not.toMatch(/[\p{Cc}\u202e]/u);
});
