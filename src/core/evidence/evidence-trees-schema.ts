import { z } from 'zod';
import { protectedChangeSchema } from '../protected/protected-change.ts';
import { changedCodeSchema, lineRangeSchema } from './line-range.ts';

/** The trees that belong to a candidate, and what the run changed among tests and runner configuration. */
export const evidenceTreesSchema = z.object({
  tree: z.string(),
  /** `tree` with the base's tests and runner configuration put back; `tree` itself where none differ. */
  restored_tree: z.string(),
  /** The base with the new and changed tests of `tree`. */
  undone_tree: z.string(),
  protected_changes: z.array(protectedChangeSchema),
  /** Whether the base has any file that could hold tests. */
  base_has_tests: z.boolean(),
  /** The packages of the base that have Go tests. */
  go_packages: z.array(z.object({ import_path: z.string(), folder: z.string(), name: z.string() })),
  /** The scripts of the package.json in the commands' folder of `restored_tree`. */
  package_scripts: z.record(z.string(), z.string()).default({}),
  /** Test files of the base that git finds under another name, paths from the top. */
  moved_tests: z.array(z.object({ from: z.string(), to: z.string() })).default([]),
  /** At level `proven`: whether the program does anything else, and the functions that were changed. */
  changed_code: changedCodeSchema.nullable().default(null),
  /** With --mutation: lines of the program's JavaScript and TypeScript that the base does not have. */
  changed_lines: z.array(lineRangeSchema).default([]),
  /** Where they were built before the base was run: its files with names as only tests have. */
  test_files: z.array(z.string()).optional(),
});
