import fc from 'fast-check';
import { expect, test } from 'vitest';
import { terminalJson } from './terminal-json.ts';

test('holds nothing that a terminal obeys, and reads as the same value', () => {
  const hostile = '\u009b31mred\u0085 \u202eback\u2069 \u200bhidden \u{e0041} \u007f \u001b[2J é 😀';
  const text = terminalJson({ [hostile]: hostile });
  expect(text).not.toMatch(/[^\P{C}\n]/u);
  expect(text).toContain('é 😀');
  expect(JSON.parse(text)).toEqual({ [hostile]: hostile });
  // The control: as JSON is written elsewhere, they stand in it.
  expect(JSON.stringify(hostile)).toMatch(/[\u0080-\u009f]/);
});

test('reads as what it was made of', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(terminalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
