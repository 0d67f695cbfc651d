import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { isWithin } from '../../system/is-within.ts';
import type { Report } from './report.ts';
import type { Places } from './test-ids.ts';

/** Enough to tell where they are. */
const filesLookedAt = 20;

/**
 * The folder from which pytest names its files: the one that it ran in or one above, whichever has them. `outside` is
 * where the files of `places.root` really are.
 */
export function pytestRoot(report: Report, ranIn: string, places: Places, outside: string): string {
  const start = ranIn === '' ? places.folder : ranIn;
  const files = [...new Set(report.results.map(({ file }) => file))].slice(0, filesLookedAt);
  let best = { folder: start, found: 0 };
  for (let folder = start; isWithin(folder, places.root); folder = posix.dirname(folder)) {
    const here = join(outside, posix.relative(places.root, folder));
    const found = files.filter((file) => existsSync(join(here, file))).length;
    if (found > best.found) best = { folder, found };
    if (folder === '/') break;
  }
  return best.folder;
}
