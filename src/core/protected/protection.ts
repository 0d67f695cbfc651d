import { globMatcher } from './glob-matcher.ts';
import { isProtectedManifest } from './protected-manifests.ts';
import { isRunnerConfiguration } from './runner-configuration.ts';
import { isCode, isTestFile, isTestPath } from './test-paths.ts';

/** What a run is told about the files that decide on its tests. */
export interface Protection {
  /** Globs of paths that are protected besides the known ones (`protect`). */
  protect: readonly string[];
  /** Globs of paths that are left as the run made them (`--allow-changes`). */
  allowed: readonly string[];
  /** The verify commands, shell lines, and the folder below the top in which they run ('' is the top). */
  commands: readonly string[];
  folder: string;
  /** Files that the base's own report names, as seen from the top. */
  reported?: readonly string[];
}

export type ProtectedKind = 'test' | 'configuration' | 'manifest' | 'verify';

export type FileChange = 'added' | 'modified' | 'deleted';

/** A protected file that the run changed. */
export interface ProtectedChange {
  /** As git names it. */
  path: string;
  kind: ProtectedKind | 'setup' | 'program';
  change: FileChange;
  /** For the kind `program`: a new line of the program that has to do with its being judged, and what it does. */
  line?: number | undefined;
  does?: string | undefined;
}

/** Says of a path what it is protected as; null for one that is the run's to change. */
export type Classify = (path: string) => ProtectedKind | null;

/** Files of the base that others name: the verify commands their scripts, the configuration what a runner loads. */
export interface NamedFiles {
  scripts: ReadonlySet<string>;
  configured: ReadonlySet<string>;
  /** Changed files that tests use, and nothing else, by what they are to them. */
  used: ReadonlyMap<string, ProtectedKind>;
}

export function classifier(protection: Protection, { scripts, configured, used }: NamedFiles): Classify {
  const isAllowed = allowsChange(protection);
  const isNamed = globMatcher(protection.protect);
  return (path) => {
    if (isAllowed(path)) return null;
    if (isRunnerConfiguration(path)) return 'configuration';
    // A manifest among the tests belongs to a fixture, and is the base's as a whole.
    if (isTestPath(path)) return 'test';
    if (scripts.has(path)) return 'verify';
    if (configured.has(path) || isNamed(path)) return 'configuration';
    if (isProtectedManifest(path)) return 'manifest';
    return used.get(path) ?? null;
  };
}

/** Says whether a person has allowed a change of the path. */
export const allowsChange = ({ allowed }: Protection): ((path: string) => boolean) => globMatcher(allowed);

/**
 * Those of the test files that the run added which the base's tests are measured without: all that something could
 * load unasked, and what was added to the same folders along with it. Data stays, for folders such as `fixtures` may
 * hold the program's own.
 */
export function loadableAdditions(added: readonly string[]): Set<string> {
  const loadable = added.filter((path) => isTestFile(path) || isCode(path) || isProtectedManifest(path));
  const folders = new Set(loadable.map(folderOf));
  return new Set(added.filter((path) => folders.has(folderOf(path))));
}

const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/') + 1);
