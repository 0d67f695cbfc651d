import { describe, expect, test } from 'vitest';
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
