import { hasInstallHooks } from '../../core/install-hooks.ts';
import { type ChangedFile, gitFolderOf, sensitiveChanges } from '../../core/sensitive-change.ts';
import type { SensitiveFile } from '../../core/sensitive-path.ts';
import type { TreeId } from '../../ports/view.ts';
import { readBlobs } from '../git/blobs.ts';
import { isRegularFile, listChanges, type TreeChange } from '../git/index-file.ts';
import { shownPath, splitPaths } from '../git/path-bytes.ts';
import { type GitPlace, runGit } from '../git/run-git.ts';

const linkMode = '120000';

/** What `result` would bring besides `base` that can have an effect without being run by name, sorted by path. */
export async function listSensitive(place: GitPlace, base: TreeId, result: TreeId): Promise<SensitiveFile[]> {
  const differing = await listChanges(place, base, result);
  const gitFolders = await foldersWithHead(place, result, differing);
  const changes: ChangedFile[] = [];
  for (const change of differing) changes.push(await described(place, change, gitFolders));
  return sensitiveChanges(changes).toSorted((one, other) => (one.path < other.path ? -1 : 1));
}

/** The folders of `result`, each with its slash, that have a file HEAD; none where no change could belong to one. */
async function foldersWithHead(
  place: GitPlace,
  result: TreeId,
  changes: readonly TreeChange[],
): Promise<ReadonlySet<string>> {
  if (changes.every(({ path }) => gitFolderOf(shownPath(path)) === null)) return new Set();
  const names = splitPaths(
    await runGit(place, ['ls-tree', '-r', '-z', '--name-only', '--full-tree', result]),
  );
  return new Set(names.flatMap((path) => /^(.*\/)?HEAD$/is.exec(shownPath(path))?.[1] ?? []));
}

async function described(
  place: GitPlace,
  { path, before, after }: TreeChange,
  gitFolders: ReadonlySet<string>,
): Promise<ChangedFile> {
  const name = shownPath(path);
  const isManifest = hasInstallHooks(name);
  const text = async (objectId: string) =>
    Buffer.from((await readBlobs(place, [objectId]))[0] ?? '', 'latin1').toString();
  const manifest = async ({ mode, objectId }: TreeChange['before']) =>
    isManifest && isRegularFile(mode) ? text(objectId) : null;
  return {
    path: name,
    before: await manifest(before),
    after: await manifest(after),
    inGitFolder: gitFolders.has(gitFolderOf(name) ?? ''),
    link: after.mode === linkMode ? await text(after.objectId) : null,
  };
}
