import { globMatcher, globOfPath } from '../core/protected/glob-matcher.ts';
import { isTestPath } from '../core/protected/test-paths.ts';
import { shellWord } from '../core/text/shell-word.ts';
import type { RepositoryFiles } from '../ports/base-files.ts';

/** A task may be a long text: so many of its words are looked for, and none that is longer than a path mostly is. */
const lookedFor = 200;
const longestPath = 200;
/** So many are named. */
const mostNamed = 5;

interface AllowedChanges {
  folder: string;
  allow_changes: readonly string[];
}

/**
 * Says of tests that the task's own text names that they are protected, and how to allow a change of them: where the
 * task orders it, the run would else do the work and then stop for a review.
 */
export async function testsNamedInTask(
  task: string,
  files: RepositoryFiles,
  { folder, allow_changes }: AllowedChanges,
): Promise<string[]> {
  const isAllowed = globMatcher(allow_changes);
  const words = task
    .split(/[^\w@.+/-]+/)
    .filter((word) => word.length <= longestPath && word.includes('.'))
    .map((word) => word.replace(/^\.\/|\.+$/g, ''))
    .filter(isTestPath);
  const found = new Set<string>();
  for (const word of [...new Set(words)].slice(0, lookedFor)) {
    const places = folder === '' ? [word] : [word, `${folder}/${word}`];
    for (const place of places) if ((await files.text(place)) !== null) found.add(place);
  }
  return [...found]
    .filter((path) => !isAllowed(path))
    .slice(0, mostNamed)
    .map(
      (path) =>
        `the task names ${path}, which is put back as it was before the result is measured; if it is to be changed, allow that: --allow-changes ${shellWord(globOfPath(path))}`,
    );
}
