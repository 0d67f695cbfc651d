import { expect, test } from 'vitest';
import { verifyScripts } from './verify-scripts.ts';

const packageJson = JSON.stringify({
  scripts: {
    test: 'node scripts/verify.mjs',
    pretest: './prepare',
    check: 'npm run lint && npm test',
    lint: 'x',
  },
});

const base: Record<string, string> = {
  'check.sh':
    '#!/bin/sh\nset -e\ncd "$(dirname "$0")"\n# sh never.sh\nsh scripts/inner.sh src/index.js\nnode scripts/report.mjs\n',
  'scripts/inner.sh': 'python3 tools/lint.py --strict\n',
  'scripts/report.mjs': '',
  'scripts/verify.mjs': '',
  'tools/lint.py': '',
  'never.sh': '',
  prepare: '',
  'run-tests': '#!/usr/bin/env python3\n',
  'manage.py': '',
  'src/index.js': '',
  'src/cli.js': '',
  'ci/unit.ts': '',
  'ci/hooks.mjs': '',
  'package.json': packageJson,
  'packages/a/package.json': JSON.stringify({ scripts: { test: 'sh ../../check.sh' } }),
  'packages/a/run.js': '',
};
const read = (path: string) => base[path] ?? null;
const viaCheck = ['check.sh', 'scripts/inner.sh', 'scripts/report.mjs', 'tools/lint.py'];

test.each<[string, string[]]>([
  ['sh check.sh', viaCheck],
  ['sh -eu ./check.sh', viaCheck],
  ['bash -c "sh check.sh"', viaCheck],
  ['./check.sh src/index.js', viaCheck],
  ['CI=1 timeout 60s ./run-tests --all', ['run-tests']],
  ['node scripts/verify.mjs', ['scripts/verify.mjs']],
  ['node --enable-source-maps scripts/verify.mjs src/index.js', ['scripts/verify.mjs']],
  ['node --import ./ci/hooks.mjs scripts/verify.mjs', ['ci/hooks.mjs', 'scripts/verify.mjs']],
  ['node --import=./ci/hooks.mjs --test', ['ci/hooks.mjs']],
  ['npx tsx scripts/verify.mjs', ['scripts/verify.mjs']],
  ['npx vitest run --config ci/unit.ts src/index.js', ['ci/unit.ts']],
  ['vitest run --config=ci/unit.ts', ['ci/unit.ts']],
  ['python3 manage.py test', ['manage.py']],
  ['.venv/bin/python manage.py test', ['manage.py']],
  ['uv run python manage.py test', ['manage.py']],
  ['python -m pytest src', []],
  ['npm test', ['prepare', 'scripts/verify.mjs']],
  ['npm t', ['prepare', 'scripts/verify.mjs']],
  ['npm run check', ['prepare', 'scripts/verify.mjs']],
  ['yarn test', ['prepare', 'scripts/verify.mjs']],
  ['npm --prefix packages/a test', viaCheck],
  ['cd packages/a && node run.js', ['packages/a/run.js']],
  ['cd packages/a && npm test', viaCheck],
  ['cd ../.. && sh check.sh', []],
  ['(cd packages/a; node run.js); sh never.sh', ['packages/a/run.js']],
  ['cat src/index.js | node src/cli.js', ['src/cli.js']],
  ['eslint src/index.js', []],
  ["sh 'check.sh' > out", viaCheck],
  ['sh missing.sh', []],
  ['sh scripts', []],
  ['make test', []],
])('%s', (command, expected) => {
  expect([...verifyScripts([command], '', read)].toSorted()).toEqual(expected.toSorted());
});

test('paths are seen from the folder in which the commands run', () => {
  expect([...verifyScripts(['node run.js'], 'packages/a', read)]).toEqual(['packages/a/run.js']);
  expect([...verifyScripts(['sh ../../check.sh'], 'packages/a', read)]).toEqual(
    expect.arrayContaining(viaCheck),
  );
});

test('a byte order mark hides no script', () => {
  const marked: Record<string, string> = { ...base, 'package.json': `\ufeff${packageJson}` };
  const read = (path: string) => marked[path] ?? null;
  expect([...verifyScripts(['npm test'], '', read)]).toContain('scripts/verify.mjs');
});

test.each<[string, string[]]>([
  ['node src/cli.js x && node --test', []],
  ['node src/cli.js x | diff - never.sh', []],
  ['node tool.js x && vitest run', []],
  // Where nothing else judges, what it says of itself is the test.
  ['node src/cli.js x', ['src/cli.js']],
  ['node src/cli.js && echo done', ['src/cli.js']],
  ['node scripts/verify.mjs && node --test', ['scripts/verify.mjs']],
])('the program that %j runs is no part of its tests where something else judges it', (command, scripts) => {
  const manifest = JSON.stringify({ bin: { tool: './tool.js' } });
  const files: Record<string, string> = { ...base, 'tool.js': '', 'package.json': manifest };
  expect([...verifyScripts([command], '', (path) => files[path] ?? null)]).toEqual(scripts);
});
