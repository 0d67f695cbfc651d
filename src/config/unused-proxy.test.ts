import { expect, test } from 'vitest';
import { unusedProxy } from './unused-proxy.ts';

const proxy = 'http://proxy:3128';

test.each([
  [{ HTTPS_PROXY: proxy }, 'HTTPS_PROXY'],
  [{ https_proxy: proxy }, 'https_proxy'],
  [{ ALL_PROXY: proxy }, 'ALL_PROXY'],
  [{ HTTP_PROXY: proxy }, null],
  [{ HTTPS_PROXY: proxy, NODE_USE_ENV_PROXY: '1' }, null],
  [{ HTTPS_PROXY: ' ' }, null],
  [{ HTTPS_PROXY: proxy, NO_PROXY: 'other.example, .model.example' }, null],
  [{ HTTPS_PROXY: proxy, no_proxy: 'api.model.example:443' }, null],
  [{ HTTPS_PROXY: proxy, NO_PROXY: '*' }, null],
  [{ HTTPS_PROXY: proxy, NO_PROXY: 'i.model.example' }, 'HTTPS_PROXY'],
  [{}, null],
])('%j: %s', (environment, expected) => {
  expect(unusedProxy(environment, 'https://api.model.example/v1')).toBe(expected);
});
