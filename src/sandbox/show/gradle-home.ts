import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What of Gradle's home serves commands that can't write there. */
export interface GradleHome {
  /** The folder of downloaded dependencies, which Gradle wants beside its own; null where there is none. */
  dependencies: string | null;
  /** Files that a wrapper locks before it looks whether its Gradle is there. */
  locks: readonly string[];
}

/** Looks into the `.gradle` of a user's home. */
export function findGradleHome(home: string): GradleHome {
  const folder = join(home, '.gradle');
  const dependencies = join(folder, 'caches', 'modules-2');
  const distributions = join(folder, 'wrapper', 'dists');
  const unpacked = foldersIn(distributions).flatMap((name) =>
    foldersIn(join(distributions, name)).map((hash) => join(distributions, name, hash)),
  );
  return {
    dependencies: existsSync(dependencies) ? dependencies : null,
    locks: unpacked.flatMap((place) =>
      namesIn(place)
        .filter((name) => name.endsWith('.lck'))
        .map((name) => join(place, name)),
    ),
  };
}

const foldersIn = (folder: string) =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
    : [];

const namesIn = (folder: string) => (existsSync(folder) ? readdirSync(folder) : []);
