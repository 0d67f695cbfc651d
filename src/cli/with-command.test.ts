import { describe, expect, test } from 'vitest';
import { withCommand } from './with-command.ts';

const meant = (...commandLine: string[]) => withCommand(commandLine, ['run', 'resume', 'show', 'runs'], true);

test('an argument that holds a blank is the task', () => {
  expect(meant('Fix the bug')).toEqual({ arguments: ['run', '--task=Fix the bug'] });
  expect(meant('Fix\nthe bug', '--max-cost', '5')).toEqual({
    arguments: ['run', '--task=Fix\nthe bug', '--max-cost', '5'],
  });
  expect(meant('- fix this\n- and that')).toEqual({ arguments: ['run', '--task=- fix this\n- and that'] });
});

test('options alone are those of run, but for help and version', () => {
  expect(meant('--task', 'x y')).toEqual({ arguments: ['run', '--task', 'x y'] });
  expect(meant('--task x y')).toEqual({ arguments: ['run', '--task x y'] });
  expect(meant('--help')).toEqual({ arguments: ['--help'] });
});

test('a command stays as it is', () => {
  expect(meant('show', 'latest run')).toEqual({ arguments: ['show', 'latest run'] });
  expect(meant('help', 'run')).toEqual({ arguments: ['help', 'run'] });
});

describe('a single word that is no command', () => {
  test.each([
    ['shwo', 'show'],
    ['resumee', 'resume'],
    ['rn', 'run'],
  ])('%s names the nearest: %s', (word, nearest) => {
    expect(meant(word)).toMatchObject({
      problem: expect.stringContaining(`there is no command "${word}"; the nearest is "${nearest}"`),
    });
  });

  test('with blanks around it alone is no task', () => {
    expect(meant(' fix ')).toHaveProperty('problem');
  });
});

test.each(['', '  '])('an empty argument (%j) is an empty task, not a slip in a command', (empty) => {
  expect(meant(empty)).toEqual({ problem: expect.stringContaining('the task is empty') });
});

test('without arguments the demo plays where there is no key', () => {
  expect(withCommand([], ['run'], false)).toEqual({ arguments: ['demo'] });
  expect(withCommand([], ['run'], true)).toEqual({ arguments: [] });
});
