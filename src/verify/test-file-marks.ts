import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isProtectedManifest } from '../core/protected/protected-manifests.ts';
import { isRunnerConfiguration } from '../core/protected/runner-configuration.ts';
import { isTestPath } from '../core/protected/test-paths.ts';

/** So many files are looked at; a larger repository has its first ones watched. */
const filesMax = 20_000;
/** A larger file is data, and is known by its size and times alone. */
const hashedBytesMax = 256 * 1024;
/** Folders that no test file of the repository's own lies in. */
const passedOver = /^(\.git|node_modules|\.venv|venv|target|site-packages|\.tox|\.nox)$/;

/** What was known of a checkout's tests and settings, by their paths below its top. */
export type TestFileMarks = ReadonlyMap<string, string>;

/** Looks at a fresh checkout: its files are tests and settings by their names. */
export function markTestFiles(root: string): TestFileMarks {
  const marks = new Map<string, string>();
  const folders = [''];
  for (const folder of folders) {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && !passedOver.test(entry.name)) folders.push(path);
      if (!entry.isFile() || marks.size >= filesMax) continue;
      if (isTestPath(path) || isRunnerConfiguration(path) || isProtectedManifest(path))
        marks.set(path, markOf(root, path));
    }
  }
  return marks;
}

/** Those of the files that are not as they were, also where they were put back: no command can choose their times. */
export function rewrittenSince(root: string, marks: TestFileMarks): string[] {
  return [...marks].flatMap(([path, mark]) => (markOf(root, path) === mark ? [] : [path])).sort();
}

function markOf(root: string, path: string): string {
  const file = join(root, path);
  try {
    const { ino, size, mtimeNs, ctimeNs } = lstatSync(file, { bigint: true });
    // Root gives the files away as the first command starts, which is a change too.
    if (process.getuid?.() !== 0) return `${ino} ${size} ${mtimeNs} ${ctimeNs}`;
    const hash = size > hashedBytesMax ? '' : createHash('sha256').update(readFileSync(file)).digest('hex');
    return `${ino} ${size} ${mtimeNs} ${hash}`;
  } catch {
    return '';
  }
}
