/** What a repository holds at the commit that a run starts from; without a commit, what lies on disk. */
export interface RepositoryFiles {
  /** Names in a folder ('' is the top); none where there is no such folder. */
  names(folder: string): Promise<string[]>;
  /** Null where there is no such file. */
  text(path: string): Promise<string | null>;
  /** Whether there is anything at the path on disk, what the repository ignores included. */
  isOnDisk(path: string): Promise<boolean>;
}
