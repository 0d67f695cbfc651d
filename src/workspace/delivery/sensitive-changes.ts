import { hasInstallHooks } from '../../core/install-hooks.ts';
import { type ChangedFile, sensitiveChanges } from '../../core/sensitive-change.ts';
import type { SensitiveFile } from '../../core/sensitive-path.ts';
import type { TreeId } from '../../ports.ts';
import { readBlobs } from '../git/blobs.ts';
import { isRegularFile, listChanges, type TreeChange } from '../git/index-file.ts';
import { shownPath } from '../git/path-bytes.ts';
import type { GitPlace } from '../git/run-git.ts';

const linkMode = '120000';

/** What `result` would bring besides `base` that can have an effect without being run by name, sorted by path. */
export async function listSensitive(place: GitPlace, base: TreeId, result: TreeId): Promise<SensitiveFile[]> {
  const changes: ChangedFile[] = [];
  for (const change of await listChanges(place, base, result)) changes.push(await described(place, change));
  return sensitiveChanges(changes).toSorted((one, other) => (one.path < other.path ? -1 : 1));
}

async function described(place: GitPlace, { path, before, after }: TreeChange): Promise<ChangedFile> {
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
    link: after.mode === linkMode ? await text(after.objectId) : null,
  };
}
