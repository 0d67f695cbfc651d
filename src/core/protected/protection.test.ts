import { expect, test } from 'vitest';
import { classifier, loadableAdditions } from './protection.ts';

const classify = classifier(
  {
    protect: ['checks/', 'golden/*.txt'],
    allowed: ['test/old.test.js', 'legacy/**'],
    commands: [],
    folder: '',
  },
  {
    scripts: new Set(['check.sh', 'test/run.js']),
    configured: new Set(['scripts/prepare.js']),
    used: new Map(),
  },
);

test.each([
  ['src/cart.js', null],
  ['src/cart.test.js', 'test'],
  ['test/run.js', 'test'],
  ['test/package.json', 'test'],
  ['test/conftest.py', 'configuration'],
  ['check.sh', 'verify'],
  ['scripts/prepare.js', 'configuration'],
  ['packages/a/package.json', 'manifest'],
  ['package-lock.json', null],
  ['checks/.hidden/a.js', 'configuration'],
  ['golden/a.txt', 'configuration'],
  ['golden/deep/a.md', null],
  ['test/old.test.js', null],
  ['legacy/vitest.config.js', null],
])('%s is protected as %s', (path, kind) => {
  expect(classify(path)).toBe(kind);
});

test('of added test files those go that could be loaded unasked, with what came along with them', () => {
  const added = [
    'test/new.test.js',
    'test/data/orders.json',
    'fixtures/case-1/input.js',
    'fixtures/case-1/output.txt',
    'fixtures/seed.sql',
    'test/nested/package.json',
  ];
  expect([...loadableAdditions(added)]).toEqual([
    'test/new.test.js',
    'fixtures/case-1/input.js',
    'fixtures/case-1/output.txt',
    'test/nested/package.json',
  ]);
});
