import type { TestStatus } from './baseline.ts';
import { fileOfTest } from './test-report.ts';

/** A test file that is there under another name, paths from the top. */
export interface MovedTest {
  from: string;
  to: string;
}

/** What a test of a moved file (old names by new ones) was called before; its own name where its file has not moved. */
export function oldNameOf(id: string, moved: ReadonlyMap<string, string>): string {
  const file = fileOfTest(id);
  const old = moved.get(file);
  return old === undefined ? id : `${old}${id.slice(file.length)}`;
}

/**
 * The tests of a report, those of moved files (old names by new ones) under their old names, so that nothing is missed
 * that is still there. What they demand at the base is asked by the run with the base's own file put back, in which both
 * names stand.
 */
export function underOldNames(
  byId: ReadonlyMap<string, TestStatus>,
  moved: ReadonlyMap<string, string>,
): ReadonlyMap<string, TestStatus> {
  if (moved.size === 0) return byId;
  return new Map(
    [...byId].map(([id, status]) => {
      const known = oldNameOf(id, moved);
      return [byId.has(known) ? id : known, status];
    }),
  );
}
