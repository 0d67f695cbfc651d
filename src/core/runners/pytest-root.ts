import type { ReportReading } from './report.ts';
import { resolvePath, wayTo } from './resolve-path.ts';
import type { Seen } from './test-runner.ts';

/** Enough to tell where they are. */
const filesLookedAt = 20;

/** The folder from which pytest names its files: the one that it ran in or one above, whichever has them. */
export function pytestRoot({ results }: ReportReading, { ranIn, places, files }: Seen): string {
  const start = ranIn === '' ? places.folder : ranIn;
  const named = [...new Set(results.map(({ file }) => file))].slice(0, filesLookedAt);
  let best = { folder: start, found: 0 };
  for (let folder = start; isWithin(folder, places.root); folder = resolvePath(folder, '..')) {
    const here = wayTo(places.root, folder);
    const found = named.filter((file) => files.has(here === '' ? file : `${here}/${file}`)).length;
    if (found > best.found) best = { folder, found };
    if (folder === '/') break;
  }
  return best.folder;
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}
