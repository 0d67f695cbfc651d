import { z } from 'zod';
import { runnerNames } from '../runners/runner-table.ts';

/**
 * What one verify command's runners reported about each test. An id is `<file> > <suite> > <test>`, the file (for Go the
 * package) as seen from the folder in which the command ran; a repeated id ends in ` (2)`, ` (3)`, ... Each list is
 * sorted, and each id stands in one of them.
 */
export const testReportSchema = z.object({
  /** The tests of `stryker` are mutants: one that some test noticed has passed, one that none did has failed. */
  runner: z.enum(runnerNames),
  passed: z.array(z.string()),
  /** Failed, or broke before or after it could: a file that could not be loaded stands here under its own path. */
  failed: z.array(z.string()),
  /** Skipped, todo, pending, expected to fail. */
  skipped: z.array(z.string()),
  /** How many reports were put together: a command may start several runners. */
  reports: z.number().int().nonnegative(),
  /** Why the report can't be relied on, each a sentence: cut off, malformed, at odds with what the command printed. */
  problems: z.array(z.string()),
});

export type TestReport = z.infer<typeof testReportSchema>;

/** The file part of an id (for Go the package). */
export function fileOfTest(id: string): string {
  return id.split(' > ', 1)[0] ?? id;
}
