import { expect, test } from 'vitest';
import { endpointsIn, endpointsOfVariables } from './named-endpoints.ts';

test('proxies and registries of the environment are known, and nothing else of it', () => {
  const environment = {
    HTTPS_PROXY: 'http://user:word@proxy.corp:3128',
    http_proxy: 'localhost:8080',
    ALL_PROXY: 'socks5h://10.0.0.7',
    NO_PROXY: 'http://10.0.0.9',
    npm_config_registry: 'http://127.0.0.1:4873/',
    PIP_INDEX_URL: 'https://pypi.corp/simple',
    UV_EXTRA_INDEX_URL: 'https://a.corp/x https://b.corp:8443/y',
    GOPROXY: 'https://goproxy.corp,direct',
    DATABASE_URL: 'http://10.0.0.8:5432',
    OPENAI_BASE_URL: 'http://10.0.0.8:11434',
  };
  expect(endpointsOfVariables(environment)).toEqual([
    { host: 'proxy.corp', port: 3128 },
    { host: 'localhost', port: 8080 },
    { host: '10.0.0.7', port: 1080 },
    { host: '127.0.0.1', port: 4873 },
    { host: 'pypi.corp', port: 443 },
    { host: 'a.corp', port: 443 },
    { host: 'b.corp', port: 8443 },
    { host: 'goproxy.corp', port: 443 },
  ]);
});

test('addresses in the files of package managers are known, but for those in comments', () => {
  const npmrc = [
    'registry=http://npm.corp:4873/',
    '//npm.corp:4873/:_authToken=x',
    '# registry=http://10.0.0.1/',
    '; proxy=http://10.0.0.2/',
    '@a:registry = "https://[::1]:4874"',
    'registry=http://npm.corp:4873/',
  ].join('\n');
  expect(endpointsIn(npmrc)).toEqual([
    { host: 'npm.corp', port: 4873 },
    { host: '::1', port: 4874 },
  ]);
  expect(endpointsIn('[source.x]\nregistry = "sparse+https://cargo.corp/index/"\n')).toEqual([
    { host: 'cargo.corp', port: 443 },
  ]);
});
