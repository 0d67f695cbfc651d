import { z } from 'zod';

/** What came of altering expectations before a check's commands ran. */
export const alterationSchema = z.object({
  /** What the altered values follow from: drawn once for a run, or the one that a remembered run was made with. */
  seed: z.string(),
  /** How many files were altered. */
  files: z.number(),
  /** Those of the tests that were asked about whose expectations are altered so that they must fail. */
  tests: z.array(z.string()),
});

export type Alteration = z.infer<typeof alterationSchema>;

/** Test files whose expectations are to be altered. */
export interface AlterationPlan {
  seed: string;
  places: readonly AlteredPlace[];
}

/** Where the tests are that reports name by one file, or by one package. */
export interface AlteredPlace extends TestFiles {
  /** As ids begin. */
  name: string;
  /** Tests that failed or were not there at the base, without the name of their place. */
  asked: readonly string[];
}

/** A file below the top, the files of a folder, or those of a folder and of all in it; of the latter two only tests. */
export interface TestFiles {
  path: string;
  holds: 'a file' | 'a folder' | 'folders';
}
