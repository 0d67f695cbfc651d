import { z } from 'zod';

/** What came of altering expectations before a check's commands ran. */
export const alterationSchema = z.object({
  /** What the altered values follow from: drawn once for a run, or the one that a remembered run was made with. */
  seed: z.string(),
  /** How many files were altered. */
  files: z.number(),
  /** Those of the tests that were asked about whose expectations are altered so that they must fail. */
  tests: z.array(z.string()),
  /** Scripts that were altered so that they fail, by their paths. */
  scripts: z.array(z.string()).default([]),
});

export type Alteration = z.infer<typeof alterationSchema>;

/** Test files whose expectations are to be altered. */
export interface AlterationPlan {
  seed: string;
  places: readonly AlteredPlace[];
  /** Where there is one, only its files, which were laid over the tree, are altered: a folder on disk. */
  sealed?: string;
}

/** Where the tests are that reports name by one file, or by one package. */
export type AlteredPlace = TestFiles & {
  /** As ids begin; '' where they name no file. */
  name: string;
  /** Tests that failed or were not there at the base, without the name of their place. */
  asked: readonly string[];
};

/**
 * A file below the top, a script that fails by itself, the files of a folder, or those of a folder and of all in it; of the
 * latter two those so named. All files are those of a sealed folder.
 */
export type TestFiles =
  | { path: string; holds: 'a file' | 'a script' | 'all files' }
  | { path: string; holds: 'a folder' | 'folders'; named: RegExp };
