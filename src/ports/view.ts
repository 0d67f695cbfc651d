import type { RefusedPath } from '../core/events.ts';

/** Hex id of a git tree object. */
export type TreeId = string;

export type ViewKind = 'planner' | 'coder' | 'tester' | 'verification' | 'setup';

/** A folder with the files of one tree, in which commands run. */
export interface View {
  readonly kind: ViewKind;
  /** Absolute path of the folder that holds the files. */
  readonly root: string;
  /**
   * Absolute paths of folders whose files commands see among the view's own, where the view has none of that path, the
   * first folder's before the next one's. No command can write to them: what it changes of them lies in `root`.
   */
  readonly beneath: readonly string[];
  /**
   * The tree of the view's files as they are now. Ignored files and caches are not part of it. `written` are paths that
   * were just written: where no tree takes them they are named, in a cache too.
   */
  snapshot(written?: readonly string[]): Promise<Snapshot>;
  /** Removes the view, but for the coder's, whose files are kept for the next call. Never throws. */
  close(): Promise<void>;
  /** Removes the view's files, the coder's too: what no snapshot holds is lost, and its room is free. Never throws. */
  discard(): Promise<void>;
}

export interface Snapshot {
  tree: TreeId;
  /** Changed paths that are not in `tree` (the base's version is kept), with the reason for a person. */
  refused: RefusedPath[];
  /** For the coder's view: what was made or changed where no tree takes it, with the reason as a clause. */
  undelivered: RefusedPath[];
}
