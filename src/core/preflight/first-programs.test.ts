import { describe, expect, test } from 'vitest';
import { doubtfulNpmCommand, firstProgram, scriptOf } from './first-programs.ts';

describe('the program that a command starts first', () => {
  test.each([
    ['npm test', 'npm'],
    ['cd web && CI=1 pytest -q', 'pytest'],
    ['no-such-tool --all', 'no-such-tool'],
    ['make -C src test; echo done', 'make'],
  ])('%s', (command, program) => {
    expect(firstProgram(command)).toBe(program);
  });

  test.each([
    './check.sh',
    'node_modules/.bin/vitest run',
    '$RUNNER test',
    'gmake test || make test',
    'if command -v tox; then tox; else pytest; fi',
    'command -v tox && tox',
    '! grep -r TODO src',
    '',
  ])('can not be told of: %s', (command) => {
    expect(firstProgram(command)).toBeNull();
  });
});

test('npm is asked about a word that is not one of its usual commands', () => {
  expect(doubtfulNpmCommand('npm tset')).toBe('tset');
  expect(doubtfulNpmCommand('cd web && npm tset -- --all')).toBe('tset');
  for (const known of ['npm test', 'npm run nothing-of-that-name', 'npm --prefix web test', 'yarn tset'])
    expect(doubtfulNpmCommand(known)).toBeNull();
});

test('the script that an interpreter is given', () => {
  expect(scriptOf('sh checks/run.sh -v')).toBe('checks/run.sh');
  expect(scriptOf('cd sealed && node run.mjs')).toBe('sealed/run.mjs');
  for (const none of ['node --test', 'sh -c "echo"', 'npm test', 'sh "$DIR/run.sh"'])
    expect(scriptOf(none)).toBeNull();
});
