import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writtenForms } from '../../test/support/written-forms.ts';
import { createRedactor, redactedMark } from './redact.ts';

const secret = 'sk-Zü/+?&"abc~~~>>>';

describe('a secret is taken out', () => {
  const redact = createRedactor([secret]);

  test.each([
    ['as it is', `key=${secret};`, 'key=[redacted];'],
    ['twice', `${secret} ${secret}`, '[redacted] [redacted]'],
    ['in a JSON string', JSON.stringify({ key: secret }), '{"key":"[redacted]"}'],
    ['in a URL', `?k=${encodeURIComponent(secret)}&x=1`, '?k=[redacted]&x=1'],
    [
      'in a URL with small letters',
      `?k=${encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase())}`,
      '?k=[redacted]',
    ],
    ['as base64', `Basic ${Buffer.from(secret).toString('base64')}`, 'Basic [redacted]'],
    ['as base64url', `x.${Buffer.from(secret).toString('base64url')}.y`, 'x.[redacted].y'],
  ])('%s', (_name, text, redacted) => {
    expect(redact(text)).toBe(redacted);
  });

  test('and nothing else', () => {
    const text = 'sk-Z without the rest, and c2st';
    expect(redact(text)).toBe(text);
  });
});

test('overlapping secrets go with all of their characters', () => {
  expect(createRedactor(['abcdefgh', 'efghijkl', 'defg'])('<abcdefghijkl>')).toBe('<[redacted]>');
  expect(createRedactor(['abcdefgh', 'abcdefghijkl'])('<abcdefghijkl>')).toBe('<[redacted]>');
  expect(createRedactor(['aaaaaaaa'])('<aaaaaaaaaaa>')).toBe('<[redacted]>');
});

test('without secrets every text stays', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(createRedactor([])(text)).toBe(text);
    }),
  );
});

const anySecret = fc.string({ minLength: 8, maxLength: 40, unit: 'grapheme' });

test('no text around a secret keeps it', () => {
  fc.assert(
    fc.property(anySecret, fc.string(), fc.string(), (value, before, after) => {
      fc.pre(!'[redacted]'.includes(value) && !value.includes('redacted'));
      expect(createRedactor([value])(before + value + after)).not.toContain(value);
    }),
  );
});

test('no base64 of a text around a secret gives it back, whatever its alignment', () => {
  const encoding = fc.constantFrom('base64' as const, 'base64url' as const);
  fc.assert(
    fc.property(anySecret, fc.string(), fc.string(), encoding, (value, before, after, as) => {
      const encoded = Buffer.from(before + value + after).toString(as);
      const redacted = createRedactor([value])(encoded);
      const wholeCharacters = Math.floor((Buffer.byteLength(value) * 8) / 6);
      const sharedWithNeighbours = 2;
      expect(redacted).toContain(redactedMark);
      expect(redacted.length - redactedMark.length).toBeLessThanOrEqual(
        encoded.length - wholeCharacters + sharedWithNeighbours,
      );
    }),
  );
});

test('control: a redactor of another secret leaves the text', () => {
  const text = Buffer.from(`before${secret}after`).toString('base64');
  expect(createRedactor(['another secret'])(text)).toBe(text);
});

const canary = 'sk-canary-3141592653589793';
const short = 'tr0ub4d&';

describe.each(Object.entries(writtenForms))('a secret written %s', (_form, write) => {
  test('is taken out whole', () => {
    const text = `before\n${write(canary)}\nafter`;
    const redacted = createRedactor([canary])(text);
    expect(redacted).toMatch(/^before\n.*\[redacted\].*\nafter$/s);
    expect(redacted.length).toBeLessThan(50);
  });

  test('control: stays where it is no secret', () => {
    const text = `before\n${write(canary)}\nafter`;
    expect(createRedactor(['another-key-altogether'])(text)).toBe(text);
  });
});

/** A short secret may be words that stand side by side. */
const notAcrossBlanks = Object.entries(writtenForms).filter(
  ([form]) => form !== 'in-lines' && form !== 'spaced',
);

test.each(notAcrossBlanks)('a short secret written %s is taken out', (_form, write) => {
  expect(createRedactor([short])(`<${write(short)}>`)).toContain(redactedMark);
});

test('unseen signs hide nothing in a file that is read one character a byte either', () => {
  const written = [...canary].join('\u00ad\u200b\u202e\u2060\ufeff');
  const redacted = createRedactor([canary])(Buffer.from(`<${written}>`).toString('latin1'));
  expect(redacted).toBe(`<${redactedMark}>`);
  const another = createRedactor(['another-key-1234567']);
  expect(another(written)).toBe(written);
});

test('what code joins is left, so that a command does what it says', () => {
  const [one, other] = [canary.slice(0, 9), canary.slice(9)];
  for (const text of [`printf '%s%s' '${one}' '${other}'`, `s=${one}''${other}`, `"${one}" + "${other}"`])
    expect(createRedactor([canary])(text)).toBe(text);
});

describe('no honest text is touched', () => {
  const values = ['postgres', 'changeme', 'testtest', '12345678', 'developmentpassword', canary];
  const redact = createRedactor(values);

  test.each([
    ['words of a secret side by side', 'the development password, a test test, change me, post\ngres'],
    ['numbers', '1234567 12 345 678 87 654 321 0x1234567 3.14159265358979'],
    ['hashes', `${'0f1e2d3c4b5a6978'.repeat(4)} 3b18e512dba79e4c8300dd08aeb37f8e728b8dad`],
    ['base64', Buffer.from('{"name":"postgre","password":"change"}').toString('base64')],
    ['bytes', '7f 45 4c 46 02 01 01 00 00 00 00 00 00 00 00 00 \\x7f\\x45\\u0041 &#65;'],
    ['letters whose small form is longer', '\u0130'.repeat(20)],
  ])('%s', (_name, text) => {
    expect(redact(text)).toBe(text);
  });

  test('whatever it is', () => {
    const word = fc.oneof(
      fc.string(),
      fc.lorem({ mode: 'sentences' }),
      fc.base64String(),
      fc.stringMatching(/^[0-9a-f ]*$/),
      fc.constantFrom('\n', ' ', '\0', '%', '0x', '\\x', '&#'),
    );
    fc.assert(
      fc.property(fc.array(word), (words) => {
        expect(redact(words.join(''))).toBe(words.join(''));
      }),
    );
  });
});

test('what stands beside a secret stays, also where letters become longer when they are small', () => {
  const hex = Buffer.from(canary).toString('hex').toUpperCase();
  expect(createRedactor([canary])(`\u0130 A: ${hex}, \u0130 B`)).toBe('\u0130 A: [redacted], \u0130 B');
});
