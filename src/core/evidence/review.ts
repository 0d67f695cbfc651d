import type { ProtectedChange } from '../protected/protection.ts';
import { fileOfTest } from '../test-report.ts';

const namedChanges = 10;

/**
 * Whether what happened to a test may follow from a change that a person can allow: to its file, or to the configuration
 * that chooses the tests. `folder` is where the verify commands run.
 */
export function isReviewable(id: string, folder: string, changes: readonly ProtectedChange[]): boolean {
  const file = fileOfTest(id);
  const path = folder === '' ? file : `${folder}/${file}`;
  return changes.some((change) => change.path === path || change.kind !== 'test');
}

/** ` (changed by the run: a.test.js, b.test.js (deleted))`; nothing where nothing was changed. */
export function describeChanges(changes: readonly ProtectedChange[]): string {
  if (changes.length === 0) return '';
  const shown = changes.slice(0, namedChanges).map(({ path, change }) => {
    return change === 'modified' ? path : `${path} (${change})`;
  });
  const more = changes.length - shown.length;
  return ` (changed by the run: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''})`;
}
