import { chmod, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commitAll, contentOf, filesOf, makeRepository, startTestRun } from '../testing.ts';

async function linkedRun() {
  const folder = await makeRepository({ 'test/a.js': 'a', 'test/run': 'run\n', 'real/b.js': 'b\n' });
  await chmod(join(folder, 'test/run'), 0o755);
  await symlink('../real/b.js', join(folder, 'test/link.js'));
  await symlink('/etc/passwd', join(folder, 'test/outside.js'));
  await symlink('../../../up.js', join(folder, 'test/above.js'));
  await symlink('loop.js', join(folder, 'test/loop.js'));
  await symlink('real', join(folder, 'linked'));
  commitAll(folder, 'links');
  return startTestRun(folder);
}

const at = (...paths: string[]) =>
  ({
    kind: 'canaries',
    altered: null,
    canaries: paths.map((path) => ({ path, addition: '\ncanary ü\n' })),
  }) as const;

test('a canary is at the end of its file, whose mode stays, and in a new file where there was none', async () => {
  const run = await linkedRun();
  const { baseTree } = run.workspace;
  const tree = await run.workspace.treeWith(baseTree, at('test/a.js', 'test/run', 'new/ü.js'));
  expect(contentOf(run, tree, 'test/a.js')).toBe('a\ncanary ü\n');
  expect(contentOf(run, tree, 'test/run')).toBe('run\n\ncanary ü\n');
  expect(contentOf(run, tree, 'new/ü.js')).toBe('\ncanary ü\n');
  expect(filesOf(run, tree)).toEqual([...filesOf(run, baseTree), '100644 new/ü.js'].toSorted(byPath));
});

test('a link is followed within the tree, and left alone where it leads elsewhere', async () => {
  const run = await linkedRun();
  const { baseTree } = run.workspace;
  const tree = await run.workspace.treeWith(baseTree, at('test/link.js', 'linked/b.js', 'linked/new.js'));
  expect(contentOf(run, tree, 'real/b.js')).toBe('b\n\ncanary ü\n\ncanary ü\n');
  expect(filesOf(run, tree)).toEqual([...filesOf(run, baseTree), '100644 real/new.js'].toSorted(byPath));
  const elsewhere = at(
    'test/outside.js',
    'test/above.js',
    'test/loop.js',
    'test',
    'linked',
    'test/a.js/b.js',
    '../x',
  );
  expect(await run.workspace.treeWith(baseTree, elsewhere)).toBe(baseTree);
});

const byPath = (a: string, b: string) => (a.slice(7) < b.slice(7) ? -1 : 1);
