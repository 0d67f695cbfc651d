import { joinPath } from '../protected/path-parts.ts';
import { tomlValues, valueAt } from '../text/toml-values.ts';
import type { FindCargoFile } from './cargo-text.ts';
import { wayTo } from './resolve-path.ts';
import type { CheckoutFiles } from './test-runner.ts';

/** Below this nobody keeps packages, and a hostile tree must not be walked for ever. */
const deepest = 6;
const mostFolders = 5000;

/**
 * Finds out where a crate's files are, by the manifests of the checkout. Paths are given as seen from `folder`, which is
 * below its top; a file of a crate that can't be told from another keeps the path that cargo gave it.
 */
export function findCargoFiles(files: CheckoutFiles, folder: string): FindCargoFile {
  const places = packageFolders(files);
  const seen = (path: string) => wayTo(folder, path) || '.';
  return (target, file, last) => {
    const own = places.get(crateName(target.crate)) ?? places.get(crateName(last?.crate ?? ''));
    const only = places.size === 1 ? [...places.values()][0] : undefined;
    const place = own ?? only;
    if (place === undefined || place === null) return file;
    // A path of documentation tests starts at the workspace's top, the others at the package's.
    const tops = target.path === '' ? upwards(place) : [place];
    const paths = tops.map((top) => joinPath(top, file) ?? file);
    return seen(paths.find((path) => target.path !== '' || `${path}/`.startsWith(`${place}/`)) ?? file);
  };
}

const crateName = (name: string) => name.replaceAll('-', '_');

function upwards(folder: string): string[] {
  const parts = folder === '' ? [] : folder.split('/');
  return [0, ...parts.keys()].map((_, length) => parts.slice(0, length).join('/'));
}

/** Folders of the packages by the names of their crates; null for a name that two of them have. */
function packageFolders(files: CheckoutFiles): Map<string, string | null> {
  const found = new Map<string, string | null>();
  let visited = 0;
  const visit = (folder: string, depth: number): void => {
    visited += 1;
    if (visited > mostFolders) return;
    const entries = files.entries(folder);
    const at = (name: string) => (folder === '' ? name : `${folder}/${name}`);
    if (entries.some(({ name, isFolder }) => name === 'Cargo.toml' && !isFolder)) {
      const name = packageName(files.text(at('Cargo.toml')) ?? '');
      if (name !== null) found.set(crateName(name), found.has(crateName(name)) ? null : folder);
    }
    for (const { name, isFolder } of entries) {
      const isPlace = isFolder && !/^(\.|target$|node_modules$)/.test(name);
      if (isPlace && depth < deepest) visit(at(name), depth + 1);
    }
  };
  visit('', 0);
  return found;
}

function packageName(text: string): string | null {
  const name = valueAt(tomlValues(text), ['package', 'name']);
  return typeof name === 'string' ? name : null;
}
