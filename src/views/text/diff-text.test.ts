import fc from 'fast-check';
import { expect, test } from 'vitest';
import { terminalDiff } from './diff-text.ts';

/** The text without the colours that are ours. */
const withoutOurs = (text: string) =>
  ['[32m', '[31m', '[36m', '[1m', '[m'].reduce((rest, code) => rest.replaceAll(`\u001b${code}`, ''), text);

const diffOf = (...lines: string[]) =>
  [
    'diff --git a/x b/x',
    '--- a/x',
    '+++ b/x',
    `@@ -1,${lines.length} +1,${lines.length} @@ f`,
    ...lines,
    '',
  ].join('\n');

test('lines are coloured by what they are, a removed line that looks like a head too', () => {
  const diff = [
    'diff --git a/x b/x',
    '--- a/x',
    '+++ b/x',
    '@@ -1,3 +1,2 @@ f',
    ' a',
    '--- b',
    '-c',
    '+++ d',
    '',
  ].join('\n');
  expect(terminalDiff(diff, true).split('\n')).toEqual([
    '\u001b[1mdiff --git a/x b/x\u001b[m',
    '\u001b[1m--- a/x\u001b[m',
    '\u001b[1m+++ b/x\u001b[m',
    '\u001b[36m@@ -1,3 +1,2 @@ f\u001b[m',
    ' a',
    '\u001b[31m--- b\u001b[m',
    '\u001b[31m-c\u001b[m',
    '\u001b[32m+++ d\u001b[m',
    '',
  ]);
  expect(terminalDiff(diff, false)).toBe(diff);
});

test.each([
  ['a window title', '\u001b]0;pwned\u0007'],
  ['the clipboard', '\u001b]52;c;cHduZWQ=\u0007'],
  ['a cleared screen', '\u001b[2J\u001b[H'],
  ['a colour of the file', '\u001b[32m'],
  ['a mark that turns the direction', '\u202e'],
  ['a C1 control', '\u009b31m'],
  ['a carriage return', '\r-forged'],
  ['a line separator', '\u2028+forged'],
])('%s does not get through, with colours and without', (_what, hostile) => {
  for (const color of [true, false]) {
    const shown = terminalDiff(diffOf(` a${hostile}b`), color);
    const ours = withoutOurs(shown);
    expect(ours).not.toMatch(/(?!\n)[\p{Cc}\u202e\u2028]/u);
    expect(ours.split('\n').some((line) => /^[-+]forged/.test(line))).toBe(false);
    expect(shown.split('\n')).toHaveLength(6);
  }
});

test('whatever a file holds, each line of the diff is one line, and only our colours are in it', () => {
  const unit = fc.constantFrom(
    '\u001b',
    '[',
    ']',
    '0',
    ';',
    'm',
    '\u0007',
    '\r',
    '\u2028',
    '\u202e',
    '+',
    '-',
    '@',
    ' ',
    'a',
  );
  fc.assert(
    fc.property(fc.array(fc.string({ unit })), (lines) => {
      const diff = diffOf(...lines.map((line) => `+${line}`));
      const shown = terminalDiff(diff, true);
      expect(shown.split('\n')).toHaveLength(diff.split('\n').length);
      expect(withoutOurs(shown)).not.toMatch(/(?!\n|\t)\p{Cc}/u);
    }),
  );
});
