import { describe, expect, test } from 'vitest';
import { checkPath, parentsOf } from './paths.ts';

describe('paths that are taken', () => {
  test.each([
    ['src/main.ts', 'src/main.ts'],
    ['./src//./main.ts', 'src/main.ts'],
    ['.github/workflows/ci.yml', '.github/workflows/ci.yml'],
    ['.gitignore', '.gitignore'],
    ['docs/.gitkeep', 'docs/.gitkeep'],
    ['git', 'git'],
    ['legit~1', 'legit~1'],
    ['a..b', 'a..b'],
    [
      'with space/na\u00efve \u{1f469}\u200d\u{1f4bb}.txt',
      'with space/na\u00efve \u{1f469}\u200d\u{1f4bb}.txt',
    ],
  ])('%j', (written, path) => {
    expect(checkPath(written)).toEqual({ ok: true, path });
  });
});

describe('paths that are refused', () => {
  test.each([
    ['', 'is empty'],
    ['/etc/passwd', 'is absolute'],
    ['C:\\boot.ini', 'is absolute'],
    ['C:/boot.ini', 'is absolute'],
    ['\\\\server\\share', 'is absolute'],
    ['../outside', '".."'],
    ['a/../../outside', '".."'],
    ['a/..', '".."'],
    ['.', 'names a folder'],
    ['src/', 'names a folder'],
    ['src/.', 'names a folder'],
    ['a\tb', 'control character'],
    ['a\u0000b', 'control character'],
    ['a\u007f', 'control character'],
    ['a\u009b', 'control character'],
  ])('%j', (written, reason) => {
    expect(checkPath(written)).toEqual({ ok: false, reason: expect.stringContaining(reason) });
  });

  test.each([
    '.git/config',
    '.git',
    'sub/.git/hooks/pre-commit',
    '.GIT/config',
    '.gIt/config',
    '.git /config',
    '.git./config',
    '.git. . /config',
    'git~1/config',
    'GIT~1/config',
    '.git::$INDEX_ALLOCATION/config',
    '.g\u200cit/config',
    '\ufeff.git/config',
    '.git\u200d/config',
    '.gi\u2063t/config',
    'sub\\.git\\config',
    './/.git/config',
  ])('%j leads into a .git folder', (written) => {
    expect(checkPath(written)).toEqual({ ok: false, reason: expect.stringContaining('".git" folder') });
  });
});

test('a path of a million characters is refused at once', () => {
  expect(checkPath(`a${' '.repeat(1_000_000)}b`)).toEqual({
    ok: false,
    reason: expect.stringContaining('longer than'),
  });
});

test('the parents of a path, from the outermost one', () => {
  expect(parentsOf('a/b/c')).toEqual(['a', 'a/b']);
  expect(parentsOf('a')).toEqual([]);
});
