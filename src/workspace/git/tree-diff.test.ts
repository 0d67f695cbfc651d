import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeRepository, startTestRun, write } from '../testing.ts';

test('diffText shows two trees as git does: renames, names of binary files', async () => {
  const { workspace } = await startTestRun(
    await makeRepository({ 'a.txt': 'a\n', 'old.txt': 'same\ntext\n' }),
  );
  const view = await workspace.open('coder', workspace.baseTree);
  await write(view.root, {
    'a.txt': 'b\n',
    'c.bin': Buffer.from([0, 1, 2]),
    '.gitattributes': '*.txt diff=x\n',
  });
  await rename(join(view.root, 'old.txt'), join(view.root, 'new.txt'));
  const { tree } = await view.snapshot();
  const text = await workspace.diffText(workspace.baseTree, tree);
  expect(text).toMatch(/^-a\n\+b\n/m);
  expect(text).toMatch(/^rename from old.txt\nrename to new.txt$/m);
  expect(text).toMatch(/^Binary files \/dev\/null and b\/c.bin differ$/m);
  expect(await workspace.diffText(tree, tree)).toBe('');
});

test('changedFiles names both sides of a rename, sorted', async () => {
  const { workspace } = await startTestRun(await makeRepository({ b: 'same\n' }));
  const view = await workspace.open('coder', workspace.baseTree);
  await rename(join(view.root, 'b'), join(view.root, 'a'));
  const { tree } = await view.snapshot();
  expect(await workspace.changedFiles(workspace.baseTree, tree)).toEqual(['a', 'b']);
});
