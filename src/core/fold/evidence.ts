import type { Payload } from '../events.ts';
import { overlayKinds } from '../evidence/overlay.ts';
import { addRuns, type CheckPlace, isSameCheck, placeKey } from '../evidence/suite-runs.ts';
import type { RunState } from '../state.ts';

/** The trees for measuring a candidate were built. */
export function takeEvidenceTrees(state: RunState, built: Payload<'evidence_trees'>): RunState {
  const goPackages = built.go_packages.map(({ import_path, folder, name }) => {
    return { importPath: import_path, folder, name };
  });
  const trees = {
    restored: built.restored_tree,
    undone: built.undone_tree,
    changes: built.protected_changes.filter(({ kind }) => kind !== 'setup' && kind !== 'program'),
    setupChanges: built.protected_changes.filter(({ kind }) => kind === 'setup'),
    told: built.protected_changes.filter(({ kind }) => kind === 'program'),
    baseHasTests: built.base_has_tests,
    goPackages,
    packageScripts: built.package_scripts,
    changedCode:
      built.changed_code === null
        ? null
        : {
            hasCode: built.changed_code.has_code,
            functions: built.changed_code.functions,
            mutants: built.changed_code.mutants,
          },
    movedTests: built.moved_tests,
    changedLines: built.changed_lines,
    ...(built.test_files === undefined ? {} : { beforeBase: true, testFiles: built.test_files }),
  };
  return { ...state, evidenceTrees: new Map(state.evidenceTrees).set(built.tree, trees) };
}

/** Checks were started side by side. */
export function takeChecksAhead(state: RunState, { checks }: Payload<'checks_ahead'>): RunState {
  return { ...state, openChecks: [...state.openChecks, ...checks] };
}

/** Checks were ended before they came to anything. */
export function takeChecksDropped(state: RunState, { checks }: Payload<'checks_dropped'>): RunState {
  return { ...state, openChecks: checks.reduce(withoutCheck, state.openChecks) };
}

function withoutCheck(open: readonly CheckPlace[], ended: CheckPlace): readonly CheckPlace[] {
  const at = open.findIndex((check) => isSameCheck(check, ended));
  return at === -1 ? open : open.toSpliced(at, 1);
}

/** Commands were run on a tree. */
export function takeCheckResult(state: RunState, result: Payload<'check_result'>): RunState {
  const { check, runs, altered, cached, beside = 0 } = result;
  const taken = {
    ...state,
    checkRuns: addRuns(state.checkRuns, result, runs),
    runsBeside: beside > 0 ? new Set([...state.runsBeside, ...runs]) : state.runsBeside,
    openChecks: withoutCheck(state.openChecks, result),
    rememberedRuns: state.rememberedRuns + (cached ? runs.length : 0),
  };
  if (!/^(canaries|altered sealed files)$/.test(overlayKinds[check])) return taken;
  const alterations = new Map(state.alterations).set(placeKey(result), altered);
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
