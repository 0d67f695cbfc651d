import { isUtf8 } from 'node:buffer';
import type { TreeId } from '../../ports/view.ts';
import { readBlobs } from '../git/blobs.ts';
import { isRegularFile, listTree } from '../git/index-file.ts';
import type { PathBytes } from '../git/path-bytes.ts';
import type { GitPlace } from '../git/run-git.ts';

/** The files of a tree, and the texts of those that are asked for. */
export interface TreeTexts {
  paths(): PathBytes[];
  has(path: PathBytes): boolean;
  /** The content of each path, one character a byte; paths that are no regular files are left out. */
  read(paths: Iterable<PathBytes>): Promise<Map<PathBytes, string>>;
}

export async function openTreeTexts(place: GitPlace, tree: TreeId): Promise<TreeTexts> {
  const entries = await listTree(place, tree);
  return {
    paths: () => [...entries.keys()],
    has: (path) => entries.has(path),
    async read(paths) {
      const wanted = [...new Set(paths)].flatMap((path) => {
        const entry = entries.get(path);
        return entry && isRegularFile(entry.mode) ? [{ path, objectId: entry.objectId }] : [];
      });
      const texts = await readBlobs(
        place,
        wanted.map(({ objectId }) => objectId),
      );
      return new Map(wanted.map(({ path }, index) => [path, texts[index] ?? '']));
    },
  };
}

/** Text for code that looks at characters; null for what is no UTF-8. */
export function decodeText(bytes: string): string | null {
  const buffer = Buffer.from(bytes, 'latin1');
  return isUtf8(buffer) ? buffer.toString() : null;
}

/** One character a byte again. */
export const encodeText = (text: string): string => Buffer.from(text).toString('latin1');
