import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeRepository, runUsersGit, startTestRun, temporaryFolder, write } from '../testing.ts';

/** What git takes for a repository without a work tree of its own, so that it obeys the settings in it. */
const gitFolder = (settings: string) => ({
  'sub/HEAD': 'ref: refs/heads/main\n',
  'sub/config': settings,
  'sub/objects/keep': '',
  'sub/refs/keep': '',
});

test('a folder that git takes for one of its own is named, also where only its settings are new', async () => {
  const mark = join(await temporaryFolder(), 'mark');
  const settings = `[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = .\n\tfsmonitor = "touch ${mark}; false"\n`;
  const folder = await makeRepository({ ...gitFolder('[core]\n\tbare = true\n'), 'a.txt': 'a\n' });
  const run = await startTestRun(folder);
  const view = await run.workspace.open('coder', run.workspace.baseTree);
  mkdirSync(join(view.root, 'new'));
  await write(view.root, {
    'sub/config': settings,
    'new/HEAD': 'ref: refs/heads/main\n',
    'src/config': 'x\n',
  });
  const { tree } = await view.snapshot();
  expect((await run.workspace.sensitiveChanges(tree)).map(({ path }) => path)).toEqual([
    'new/HEAD',
    'sub/config',
  ]);

  // The control: git itself runs what they name, for whoever asks it for the state of things there.
  await run.workspace.applyToCheckout(tree);
  expect(existsSync(mark)).toBe(false);
  spawnSync('git', ['status'], { cwd: join(folder, 'sub') });
  expect(existsSync(mark)).toBe(true);
  expect(runUsersGit(folder, 'status', '--short')).toContain('sub/config');
});
