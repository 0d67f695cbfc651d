import type { CandidateTrees } from '../../src/core/evidence/facts.ts';

/** The trees of a candidate that changed nothing protected, to a base that has tests; `fields` says what is otherwise. */
export function candidateTrees(tree: string, fields: Partial<CandidateTrees> = {}): CandidateTrees {
  return {
    restored: tree,
    undone: `${tree}-undone`,
    changes: [],
    setupChanges: [],
    told: [],
    baseHasTests: true,
    goPackages: [],
    packageScripts: {},
    movedTests: [],
    changedCode: null,
    changedLines: [],
    ...fields,
  };
}
