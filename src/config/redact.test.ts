import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedactor, redactedMark } from './redact.ts';
import { secretValues } from './secrets.ts';

describe('the secrets of an environment', () => {
  test.each([
    ['OPENAI_API_KEY', 'sk-0123456789', true],
    ['GITHUB_TOKEN', 'ghp_0123456789', true],
    ['CLIENT_SECRET', '0123456789', true],
    ['PGPASSWORD', '0123456789', true],
    ['npm_config__auth_token', '0123456789', true],
    ['OPENAI_API_KEY', 'none', false],
    ['SHORT_TOKEN', '1234567', false],
    ['KEYBOARD', '0123456789', false],
    ['TOKEN_COUNT', '0123456789', false],
  ])('%s=%s: %s', (name, value, secret) => {
    expect(secretValues({ [name]: value })).toEqual(secret ? [value] : []);
  });

  test('each value is named once, without white space around it', () => {
    expect(secretValues({ A_KEY: 'abcdefgh\n', B_KEY: 'abcdefgh', C_KEY: undefined })).toEqual(['abcdefgh']);
  });
});

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
