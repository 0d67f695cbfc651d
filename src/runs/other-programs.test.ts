import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { otherPrograms } from './other-programs.ts';

/** A folder of programs as the user has it on the search path. */
function installation(...names: string[]): string {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'proofloop-programs-')));
  onTestFinished(() => rmSync(top, { recursive: true, force: true }));
  mkdirSync(join(top, 'bin'));
  for (const name of names) {
    writeFileSync(join(top, 'bin', name), '');
    chmodSync(join(top, 'bin', name), 0o755);
  }
  return top;
}

test('names a program of which commands get another one, and how they see the right one', () => {
  const top = installation('npm', 'node');
  const found = new Map([
    ['npm', join(top, 'bin/npm')],
    ['node', '/usr/bin/node'],
  ]);
  expect(otherPrograms(found, `${top}/bin:/usr/bin`)).toEqual([
    `commands get another node: /usr/bin/node in place of ${top}/bin/node, which they don't see; --mount ${top} shows it to them`,
  ]);
});

test('is silent where they are the same, and about a node that nothing starts', () => {
  const top = installation('make', 'node');
  const found = new Map([
    ['make', join(top, 'bin/make')],
    ['node', '/usr/bin/node'],
  ]);
  expect(otherPrograms(found, `${top}/bin`)).toEqual([]);
  expect(otherPrograms(new Map([['make', '/usr/bin/make']]), '/nonexistent')).toEqual([]);
});
