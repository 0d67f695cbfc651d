import { open, readdir } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { FindCargoFile } from './cargo-text.ts';

/** Below this nobody keeps packages, and a hostile tree must not be walked for ever. */
const deepest = 6;
const mostFolders = 5000;
const manifestLimitBytes = 256 * 1024;

/**
 * Finds out where a crate's files are, by the manifests of the tree at `root`. Paths are given as seen from `folder`,
 * which is below it; a file of a crate that can't be told from another keeps the path that cargo gave it.
 */
export async function findCargoFiles(root: string, folder: string): Promise<FindCargoFile> {
  const places = await packageFolders(root);
  const seen = (path: string) => posix.relative(folder, path) || '.';
  return (target, file, last) => {
    const own = places.get(crateName(target.crate)) ?? places.get(crateName(last?.crate ?? ''));
    const only = places.size === 1 ? [...places.values()][0] : undefined;
    const place = own ?? only;
    if (place === undefined || place === null) return file;
    // A path of documentation tests starts at the workspace's top, the others at the package's.
    const tops = target.path === '' ? upwards(place) : [place];
    const paths = tops.map((top) => posix.join(top, file));
    return seen(paths.find((path) => target.path !== '' || `${path}/`.startsWith(`${place}/`)) ?? file);
  };
}

const crateName = (name: string) => name.replaceAll('-', '_');

function upwards(folder: string): string[] {
  return folder === '.' || folder === '' ? [''] : [...upwards(posix.dirname(folder)), folder];
}

/** Folders of the packages by the names of their crates; null for a name that two of them have. */
async function packageFolders(root: string): Promise<Map<string, string | null>> {
  const found = new Map<string, string | null>();
  let visited = 0;
  const visit = async (folder: string, depth: number): Promise<void> => {
    visited += 1;
    if (visited > mostFolders) return;
    const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
    if (entries.some((entry) => entry.name === 'Cargo.toml' && entry.isFile())) {
      const name = await packageName(join(root, folder, 'Cargo.toml'));
      if (name !== null) found.set(crateName(name), found.has(crateName(name)) ? null : folder);
    }
    for (const entry of entries) {
      const isPlace = entry.isDirectory() && !/^(\.|target$|node_modules$)/.test(entry.name);
      if (isPlace && depth < deepest) await visit(posix.join(folder, entry.name), depth + 1);
    }
  };
  await visit('', 0);
  return found;
}

async function packageName(path: string): Promise<string | null> {
  const file = await open(path).catch(() => null);
  if (file === null) return null;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(manifestLimitBytes), 0, manifestLimitBytes, 0);
    const text = buffer.toString('utf8', 0, bytesRead);
    const section = /^\[package\][^\n]*\n([\s\S]*?)(?=^\[|$(?![\s\S]))/m.exec(text)?.[1] ?? '';
    return /^name\s*=\s*["']([^"']+)["']/m.exec(section)?.[1] ?? null;
  } finally {
    await file.close();
  }
}
