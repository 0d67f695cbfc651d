import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findGradleHome } from './gradle-home.ts';

test('names the downloaded dependencies and the locks of unpacked wrappers, and no settings', () => {
  const home = mkdtempSync(join(tmpdir(), 'proofloop-gradle-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  expect(findGradleHome(home)).toEqual({ dependencies: null, locks: [] });
  const below = (path: string) => join(home, '.gradle', path);
  const lock = 'wrapper/dists/gradle-8.5-bin/5t9huq95/gradle-8.5-bin.zip.lck';
  for (const path of [
    lock,
    lock.replace('.lck', '.ok'),
    'gradle.properties',
    'caches/modules-2/files-2.1/a',
  ]) {
    mkdirSync(dirname(below(path)), { recursive: true });
    writeFileSync(below(path), '');
  }
  expect(findGradleHome(home)).toEqual({ dependencies: below('caches/modules-2'), locks: [below(lock)] });
});
