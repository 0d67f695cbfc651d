import type { TreeId } from '../../ports/view.ts';
import { readBlobs } from '../git/blobs.ts';
import { isRegularFile, listTree } from '../git/index-file.ts';
import { asPath, type PathBytes, parentOf, toPathBytes } from '../git/path-bytes.ts';
import { type Run, runPlace } from '../home/run-home.ts';
import { type NewEntry, treeWithEntries } from './scratch-tree.ts';

const linkMode = '120000';
/** A chain of links that is longer leads nowhere. */
const linksMax = 10;

/**
 * The tree with a text at the end of each of these files, or at its start. A file that is not there is made; a link is followed to its
 * file within the tree, and one that leads elsewhere, or to a folder, is left alone.
 */
export async function treeWithCanaries(
  run: Run,
  tree: TreeId,
  canaries: readonly { path: string; addition: string; at?: 'start' }[],
): Promise<TreeId> {
  const place = runPlace(run);
  const files = await listTree(place, tree);
  const readLink = async (objectId: string) => (await readBlobs(place, [objectId]))[0] ?? '';
  const additions = new Map<PathBytes, { start: string; end: string }>();
  for (const { path, addition, at } of canaries) {
    const target = await followLinks(toPathBytes(path), files, readLink);
    if (target === null || isBelowFile(target, files) || isFolder(target, files)) continue;
    const before = additions.get(target) ?? { start: '', end: '' };
    const place = at ?? 'end';
    additions.set(target, { ...before, [place]: before[place] + toPathBytes(addition) });
  }
  const old = [...additions.keys()].flatMap((path) => files.get(path)?.objectId ?? []);
  const texts = await readBlobs(place, [...new Set(old)]);
  const textOf = new Map([...new Set(old)].map((id, index) => [id, texts[index] ?? '']));
  const entries = [...additions].map(([path, addition]): NewEntry => {
    const entry = files.get(path);
    const text = textOf.get(entry?.objectId ?? '') ?? '';
    return { path, mode: entry?.mode ?? '100644', text: withAddition(text, addition) };
  });
  return treeWithEntries(run, tree, entries);
}

/** A first line that says what runs the file stays the first. */
function withAddition(text: string, { start, end }: { start: string; end: string }): string {
  const first = text.startsWith('#!') && start !== '' ? text.indexOf('\n') + 1 : 0;
  return text.slice(0, first) + start + text.slice(first) + end;
}

type Files = ReadonlyMap<PathBytes, { mode: string; objectId: string }>;

/** The file that a path stands for, links on the way followed; null where they lead out of the tree. */
async function followLinks(
  path: PathBytes,
  files: Files,
  readLink: (objectId: string) => Promise<string>,
): Promise<PathBytes | null> {
  let rest = path.split('/');
  let at: string[] = [];
  for (let links = 0; rest.length > 0; ) {
    const [part = '', ...others] = rest;
    rest = others;
    if (part === '' || part === '.') continue;
    if (part === '..') {
      if (at.pop() === undefined) return null;
      continue;
    }
    at.push(part);
    const entry = files.get(asPath(at.join('/')));
    if (entry?.mode !== linkMode) continue;
    const target = await readLink(entry.objectId);
    links += 1;
    if (target.startsWith('/') || links > linksMax) return null;
    at = at.slice(0, -1);
    rest = [...target.split('/'), ...rest];
  }
  return at.length === 0 ? null : asPath(at.join('/'));
}

function isBelowFile(path: PathBytes, files: Files): boolean {
  for (let folder = parentOf(path); folder !== ''; folder = parentOf(folder))
    if (files.has(folder)) return true;
  return false;
}

function isFolder(path: PathBytes, files: Files): boolean {
  const entry = files.get(path);
  if (entry !== undefined) return !isRegularFile(entry.mode);
  return [...files.keys()].some((file) => file.startsWith(`${path}/`));
}
