import { expect, test } from 'vitest';
import { filesOf } from '../../test/support/repository-files.ts';
import { lacksStryker } from './missing-stryker.ts';

const installed = 'node_modules/@stryker-mutator/core';

test.each<[string, Record<string, string>, string, string | null, boolean]>([
  ['a package without it', { 'package.json': '{}' }, '', null, true],
  ['a package with it', { 'package.json': '{}' }, '', installed, false],
  ['a package below one with it', { 'a/b/package.json': '{}' }, 'a/b', installed, false],
  [
    'a package with it in its own folder',
    { 'package.json': '{}', 'a/package.json': '{}' },
    'a',
    `a/${installed}`,
    false,
  ],
  [
    'a package beside one with it',
    { 'a/package.json': '{}', 'b/package.json': '{}' },
    'a',
    `b/${installed}`,
    true,
  ],
  ['a folder of a package without it', { 'package.json': '{}', 'a/x.js': '' }, 'a', null, true],
  ['a repository without packages', { 'main.py': '' }, '', null, false],
])('%s', async (_name, files, folder, made, lacks) => {
  const onDisk = made === null ? [] : [made];
  expect(await lacksStryker(filesOf(files, onDisk), folder)).toBe(lacks);
});
