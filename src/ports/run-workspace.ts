import type { TreeId, View, ViewKind } from './view.ts';

/**
 * The run's own copy of the repository. The user's checkout is only read; in its git folder only objects and the
 * run's branch are written. Every method rejects with an Error whose message is one sentence for a person.
 */
export interface Workspace {
  /** Null for a plain folder, and for a repository without a commit. */
  readonly baseCommit: string | null;
  /** The base commit's tree with the user's uncommitted changes. */
  readonly baseTree: TreeId;
  /**
   * A view whose files are exactly `tree`, with the dependency folders beside them. A `setup` view has the base's files
   * with only the manifests and lock files of `tree`, and no dependency folders.
   */
  open(kind: ViewKind, tree: TreeId): Promise<View>;
  /** Paths that differ between two trees, sorted, each as git names it. */
  changedFiles(from: TreeId, to: TreeId): Promise<string[]>;
  /** Paths that `to` has and `from` has not, sorted, each as git names it. */
  addedPaths(from: TreeId, to: TreeId): Promise<string[]>;
  /** The difference between two trees as git shows it, without colours; binary files are only named. */
  diffText(from: TreeId, to: TreeId): Promise<string>;
  /** What `to` adds to the files of `from`, by path: lines for text, the bytes as Latin-1 for anything else. */
  addedContent(from: TreeId, to: TreeId): Promise<Map<string, string>>;
  /** Hash of all that `tree` says about dependencies; an edit that does not concern them leaves it as it is. */
  dependenciesKey(tree: TreeId): Promise<string>;
  /** Paths of the dependency folders that were made for `tree` before, by this run or another; null where none were. */
  madeDependencies(tree: TreeId): Promise<string[] | null>;
  /**
   * Keeps the dependency folders of a `setup` view for `tree` and every other tree with the same key, and resolves
   * with their paths.
   */
  keepMadeDependencies(view: View, tree: TreeId): Promise<string[]>;
  /** Commits `tree` on the run's branch, after the branch's last commit; creates the branch where needed. */
  commit(commit: DeliveryCommit): Promise<Delivery>;
}

export interface DeliveryCommit {
  tree: TreeId;
  /** Commit that the run's branch ends with now; null before the run's first commit. */
  parent: string | null;
  message: string;
  /** Author and committer date, in milliseconds since the epoch. */
  at: number;
}

export interface Delivery {
  commit: string;
  /** Null where there is no repository that could hold a branch. */
  branch: string | null;
}
