import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../testing.ts';
import { readPlainConfig } from './plain-config.ts';

const written = `[core]
\trepositoryformatversion = 0
\tfileMode = true
[remote "Origin"]
\turl = git@example.org:me/shop.git
\tfetch = +refs/heads/*:refs/remotes/origin/*
[user]
\tname = Ünal Doe
`;

test('what git and its users usually write is read', () => {
  expect([...(readPlainConfig(written) ?? [])]).toEqual([
    ['core.repositoryformatversion', '0'],
    ['core.filemode', 'true'],
    ['remote.Origin.url', 'git@example.org:me/shop.git'],
    ['remote.Origin.fetch', '+refs/heads/*:refs/remotes/origin/*'],
    ['user.name', 'Ünal Doe'],
  ]);
});

test.each([
  'key = value',
  '[core]\n\tbare',
  '[core]\n\tpath = "a b"',
  '[core]\n\tpath = a # b',
  '[core]\n\tpath = a\\\n\tb',
  '[core]\n\tpath = a\r',
  '[core] bare = true',
  '[core.x]\n\ta = b',
  '[core "a\\"b"]\n\ta = b',
  '\ufeff[core]\n\ta = b',
])('git is left to read %j', (text) => {
  expect(readPlainConfig(text)).toBeNull();
});

test('whatever is read, git reads too, and to the same values', async () => {
  const file = join(await temporaryFolder(), 'config');
  const part = fc.constantFrom(
    ...[
      '[',
      ']',
      '[core]',
      '[a "B c"]',
      '[a.b]',
      '"',
      ' ',
      '  ',
      '\t',
      '=',
      ' = ',
      '#',
      ';',
      '\\',
      '\n',
      '\n\t',
    ],
    ...['key', 'Key-2', 'true', 'x y', 'ü', '+refs/*', '\r', '\v', '\u00a0', '\u2028', '0', '-'],
  );
  const lines = fc.array(
    fc.array(part, { maxLength: 6 }).map((parts) => parts.join('')),
    { maxLength: 6 },
  );
  const plain = fc.constantFrom('[core]', '[a "B c"]', '\tkey = x y', 'Key-2=0', '\tkey = ü', '');
  const text = fc
    .array(fc.oneof({ weight: 12, arbitrary: plain.map((line) => [line]) }, lines), { maxLength: 8 })
    .map((groups) => `[core]\n${groups.flat().join('\n')}\n`);
  let read = 0;
  fc.assert(
    fc.property(text, (config) => {
      const values = readPlainConfig(config);
      if (values === null || values.size === 0) return;
      read += 1;
      writeFileSync(file, config);
      const listing = execFileSync('git', ['config', '--file', file, '--list', '-z'], { encoding: 'utf8' });
      const expected = listing
        .split('\0')
        .slice(0, -1)
        .map((record) => record.split('\n') as [string, string]);
      expect([...values]).toEqual([...new Map(expected)]);
    }),
    { numRuns: 600 },
  );
  expect(read).toBeGreaterThan(100);
});
