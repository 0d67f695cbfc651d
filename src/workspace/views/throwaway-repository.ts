import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TreeId } from '../../ports/view.ts';
import { removeFolder } from '../../system/on-disk.ts';
import { copyIndex } from '../git/index-file.ts';
import { committer, type GitPlace, gitLine, runGit, usersAttributes } from '../git/run-git.ts';
import { adoptedFile, copyIfThere } from '../git/run-repository.ts';
import { viewExcludeFile } from '../staging/excludes.ts';

/** What the two commits of a view say. */
const subjects = { base: 'The base of this run', present: 'The files as they are now' };

/** Not the time of the run: a model may read the date, and its input must not depend on the clock. */
const commitDate = '2000-01-01T00:00:00Z';

/**
 * Gives a view a `.git` of its own: two commits on the branch `main`, the files of `base` and on top those of `tree`, so
 * that the whole change can be read from it. It has its own copies of those objects and no others: no history, future or
 * other branch. The model may do with it what it likes: nothing here ever reads it.
 */
export async function plantRepository(place: GitPlace, base: TreeId, tree: TreeId): Promise<void> {
  const gitDir = join(place.workTree ?? '', '.git');
  await removeFolder(gitDir);
  for (const folder of ['objects/pack', 'refs/heads', 'info'])
    await mkdir(join(gitDir, folder), { recursive: true });
  const date = { GIT_AUTHOR_DATE: commitDate, GIT_COMMITTER_DATE: commitDate };
  const parent = await gitLine(place, ['commit-tree', base], `${subjects.base}\n`, date);
  const commit = await gitLine(place, ['commit-tree', '-p', parent, tree], `${subjects.present}\n`, date);
  // Without a search for deltas packing is little more than copying.
  const packing = [
    'pack-objects',
    '--quiet',
    '--revs',
    '--window=0',
    join(gitDir, 'objects', 'pack', 'pack'),
  ];
  await runGit(place, packing, `${commit}\n`);
  await writeFile(
    join(gitDir, 'config'),
    configuration(commit.length === 40 ? 'sha1' : 'sha256') + (await adoptedConfig(place)),
  );
  copyIfThere(join(place.gitDir, 'info', 'attributes'), join(gitDir, 'info', 'attributes'));
  copyIfThere(join(place.gitDir, usersAttributes), join(gitDir, usersAttributes));
  await copyFile(viewExcludeFile(place.gitDir), join(gitDir, 'info', 'exclude'));
  await copyIndex(place.indexFile ?? '', join(gitDir, 'index'));
  await writeFile(join(gitDir, 'refs', 'heads', 'main'), `${commit}\n`);
  await writeFile(join(gitDir, 'HEAD'), 'ref: refs/heads/main\n');
}

/** What the user's git is told of files and their line endings holds in a view too. */
async function adoptedConfig(place: GitPlace): Promise<string> {
  const adopted = await readFile(join(place.gitDir, adoptedFile), 'utf8').catch(() => '[core]\n');
  // A relative path begins at the top of the files.
  return `${adopted}\tattributesFile = .git/${usersAttributes}\n`;
}

function configuration(objectFormat: string): string {
  const format =
    objectFormat === 'sha1'
      ? '\trepositoryformatversion = 0\n'
      : `\trepositoryformatversion = 1\n[extensions]\n\tobjectFormat = ${objectFormat}\n[core]\n`;
  return `[core]\n${format}\tbare = false\n\tlogAllRefUpdates = true\n[user]\n\tname = ${committer.name}\n\temail = ${committer.email}\n[gc]\n\tauto = 0\n`;
}
