import type { Payload } from '../events.ts';
import { overlayKinds } from '../evidence/overlay.ts';
import { addRuns, checkKey } from '../evidence/suite-runs.ts';
import type { RunState } from '../state.ts';

/** The trees for measuring a candidate were built. */
export function takeEvidenceTrees(state: RunState, built: Payload<'evidence_trees'>): RunState {
  const goPackages = built.go_packages.map(({ import_path, folder, name }) => {
    return { importPath: import_path, folder, name };
  });
  const trees = {
    restored: built.restored_tree,
    undone: built.undone_tree,
    changes: built.protected_changes.filter(({ kind }) => kind !== 'setup'),
    setupChanges: built.protected_changes.filter(({ kind }) => kind === 'setup'),
    baseHasTests: built.base_has_tests,
    goPackages,
    changedLines: built.changed_lines,
  };
  return { ...state, evidenceTrees: new Map(state.evidenceTrees).set(built.tree, trees) };
}

/** Commands were run on a tree. */
export function takeCheckResult(state: RunState, result: Payload<'check_result'>): RunState {
  const { check, tree, commands, runs, altered, cached } = result;
  const taken = {
    ...state,
    checkRuns: addRuns(state.checkRuns, { check, tree, commands }, runs),
    rememberedRuns: state.rememberedRuns + (cached ? runs.length : 0),
  };
  if (overlayKinds[check] !== 'canaries') return taken;
  const alterations = new Map(state.alterations).set(checkKey(check, tree, commands), altered);
  return { ...taken, alterations };
}

/** A verdict on a tree; it takes the place of an earlier one. */
export function takeVerification(state: RunState, result: Payload<'verification_result'>): RunState {
  return {
    ...state,
    verifications: new Map(state.verifications).set(result.tree, result),
    failingTests: result.failing_tests,
  };
}
