import type { ProtectedChange } from '../protected/protection.ts';
import type { CandidateTrees } from './facts.ts';
import { fileOfTest } from './test-report.ts';

const namedChanges = 10;

/**
 * Whether what happened to a test may follow from a change that a person can allow: to its file (in Go, to a test file
 * of its package), or to the configuration that chooses the tests. `folder` is where the verify commands run.
 */
export function mayFollowFrom(id: string, folder: string, { changes, goPackages }: CandidateTrees): boolean {
  const place = fileOfTest(id);
  const path = folder === '' ? place : `${folder}/${place}`;
  const goPackage = goPackages.find(({ importPath }) => importPath === place);
  return changes.some((change) => {
    if (change.kind !== 'test' || change.path === path) return true;
    return goPackage !== undefined && folderOf(change.path) === goPackage.folder;
  });
}

const folderOf = (path: string) => path.slice(0, Math.max(path.lastIndexOf('/'), 0));

/** What the run changed among tests and configuration, as a reason; none where it only added some. */
export function describeChanges(changes: readonly ProtectedChange[]): string[] {
  const text = "the run changed tests or their configuration, of which the base's version counts";
  return changes.length === 0 ? [] : [`${text}: ${listOf(changes)}`];
}

/** What the run changed of what the setup commands run, as a reason. */
export function describeSetupChanges(changes: readonly ProtectedChange[]): string[] {
  const text =
    "the run changed what the setup commands run, which have a network and saw the base's version of it (a run that is started with --allow-changes and the file's name gives them the changed one)";
  return changes.length === 0 ? [] : [`${text}: ${listOf(changes)}`];
}

/** What new lines of the program have to do with its being judged, each as a reason. */
export function describeTold(told: readonly ProtectedChange[]): string[] {
  const lines = told.slice(0, namedChanges).map(({ path, line, does }) => `${path}:${line} ${does}`);
  const more = told.length - lines.length;
  if (lines.length === 0) return [];
  return [
    `the program must not look whether it is tested, nor reach for what judges it: ${lines.join('; ')}${more > 0 ? ` and ${more} more` : ''}`,
  ];
}

function listOf(changes: readonly ProtectedChange[]): string {
  const shown = changes.slice(0, namedChanges).map(({ path, change }) => {
    return change === 'modified' ? path : `${path} (${change})`;
  });
  const more = changes.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
