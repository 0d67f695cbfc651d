import { expect, test } from 'vitest';
import { loginSecrets } from './login-secrets.ts';

const token = 'Zq9-41f0_b7c2.e8a1';
const json = (value: unknown) => JSON.stringify(value);

test.each<[string, string]>([
  ['under its name', json({ tokens: { access_token: token } })],
  ['in a list', json({ accounts: [{ refresh: token }], keys: [token] })],
  ['under any key name', json({ openai: { type: 'api', key: token } })],
  ['behind the word for its kind', json({ headers: { Authorization: `Bearer ${token}` } })],
  ['in TOML', `[server]\nname = "mine"\napi_key = "${token}"\n`],
  ['in YAML', `user: me\noauth_token: ${token}\n`],
  ['in a file of variables', `export MY_API_KEY='${token}'\n`],
  ['in .netrc', `machine example.org login me password ${token}\n`],
])('a token is secret %s', (_where, text) => {
  expect(loginSecrets(text)).toEqual([token]);
});

test.each(['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', `sk-proj-${token}`])(
  'what is marked as a token is secret under any name: %s',
  (marked) => {
    expect(loginSecrets(json({ other: marked }))).toEqual([marked]);
  },
);

test.each<[string, string]>([
  [
    'everyday words',
    json({ token_type: 'Bearer', name: 'somebody with a long name', access: 'read and write all' }),
  ],
  ['times', json({ last_refresh: '2026-11-01T00:00:00Z', expires: 1 })],
  ['addresses', json({ token_url: 'https://example.org/oauth/token' })],
  [
    'names of models and programs',
    json({ model: 'claude-sonnet-4-5-20250929', command: 'npx-something-1.2.3' }),
  ],
  ['names of ways to log in', json({ tokenKind: 'subscriptionlogin' })],
  ['nothing', ''],
])('%s are none', (_what, text) => {
  expect(loginSecrets(text)).toEqual([]);
});
