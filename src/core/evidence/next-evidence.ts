import type { CheckKind } from '../events.ts';
import { basePlan, candidatePlan, isUnalterable, mayShow } from './altered-check.ts';
import {
  baseCanaryRun,
  canariesOf,
  canaryFaults,
  collectedCanaries,
  lateCanariesOf,
  placed,
} from './canary-check.ts';
import {
  baseOf,
  baseRuns,
  type CandidateTrees,
  comparisonsOf,
  type EvidenceFacts,
  hasNothingToRestore,
} from './facts.ts';
import { allowedPassing, failingWithout, newlyPassing } from './fail-to-pass.ts';
import { mustRepeat, mutationFaults, mutationRun, mutationRuns } from './mutation-check.ts';
import { nothing, type Overlay } from './overlay.ts';
import { type Finding, findingsOf } from './reasons.ts';
import { reasonsNotToRun } from './reasons-not-to-run.ts';
import { nextRun } from './repeats.ts';
import { describeChanges, describeSetupChanges, mayFollowFrom } from './review.ts';
import { sealedFindings } from './sealed.ts';
import { runsOf, type SuiteRun } from './suite-runs.ts';

/** A run of commands on a fresh checkout of `tree` with the overlay on it. */
export interface Check {
  check: CheckKind;
  tree: string;
  commands: readonly string[];
  overlay: Overlay;
}

/** What has to be found out next about a candidate, or all that speaks against it once nothing has. */
export type EvidenceStep =
  | { kind: 'build_trees' }
  | ({ kind: 'check' } & Check)
  | { kind: 'judge'; findings: readonly Finding[] };

/** Names the next measurement; ends with the first thing that refuses the candidate, since more would only cost time. */
export function nextEvidence(facts: EvidenceFacts): EvidenceStep {
  const early = reasonsNotToRun(facts);
  if (early.length > 0) return judgeBy(early.map((reason) => ({ reason, reviewable: false })));
  const { trees, tree, baseTree } = facts;
  if (trees === null) return { kind: 'build_trees' };
  if (baseRuns(facts).length === 0) return suite(facts, 'baseline', baseTree);
  return (
    ofTree(facts, trees, tree) ??
    ofTree(facts, trees, trees.restored) ??
    ofFailToPass(facts, trees) ??
    ofCanaries(facts, trees) ??
    ofSealed(facts, trees) ??
    ofSetup(trees) ??
    ofMutation(facts, trees) ??
    judgeBy([])
  );
}

function judgeBy(findings: readonly Finding[]): EvidenceStep {
  return { kind: 'judge', findings };
}

function suite(facts: EvidenceFacts, check: CheckKind, tree: string): EvidenceStep {
  return { kind: 'check', check, tree, commands: facts.commands, overlay: nothing };
}

/** The candidate, or what is left of it with the base's tests and runner configuration; null where nothing is wrong. */
function ofTree(facts: EvidenceFacts, trees: CandidateTrees, tree: string): EvidenceStep | null {
  const isRestored = tree !== facts.tree;
  if (isRestored && facts.commands.every((_command, index) => hasNothingToRestore(facts, index))) return null;
  const next = nextRun(facts, tree, isRestored ? 1 : 2);
  if (next === 'base') return suite(facts, 'baseline', facts.baseTree);
  if (next === 'tree') return suite(facts, isRestored ? 'restored' : 'candidate', tree);
  const base = baseOf(facts);
  const where = isRestored ? "on a fresh checkout with the base's tests put back" : 'on a fresh checkout';
  const review = (id: string) => isRestored || mayFollowFrom(id, facts.options.folder, trees);
  const findings = comparisonsOf(facts, tree).flatMap((comparison) =>
    findingsOf(comparison, base[facts.commands.indexOf(comparison.command)] ?? null, where, review),
  );
  if (findings.length === 0) return null;
  if (isRestored) {
    const reasons = [...findings.map(({ reason }) => reason), ...describeChanges(trees.changes)];
    return judgeBy(reasons.map((reason) => ({ reason, reviewable: true })));
  }
  const needsSetup = facts.dependenciesChanged && facts.options.setup.length === 0;
  // Only a hint: it makes nothing worse.
  const hints = [...(needsSetup ? [setupReason] : []), ...describeSetupChanges(trees.setupChanges)];
  return judgeBy([...findings, ...hints.map((reason) => ({ reason, reviewable: true }))]);
}

const setupReason =
  'the change asks for other dependencies than the base, and a fresh checkout has only those that were installed ' +
  'when the run was started: new ones need --setup "<command>", such as "npm ci"';

function ofFailToPass(facts: EvidenceFacts, trees: CandidateTrees): EvidenceStep | null {
  const { options, proposedBy } = facts;
  const proves = options.evidence === 'proven' && options.expect === 'change';
  if (!proves && proposedBy === null) return null;
  const refuse = (reason: string) => judgeBy([{ reason, reviewable: false }]);
  const tests = newlyPassing(facts);
  const allowed = allowedPassing(facts);
  if (tests.length === 0 && proposedBy !== null && allowed.length === 0) {
    return refuse(
      `the verify command ${JSON.stringify(facts.commands[0])} was proposed by ${proposedBy}, and no report of a known test runner shows a test that failed or was missing at the base and passes now: give a command with --verify`,
    );
  }
  if (!proves && tests.length > 0) return null;
  if (tests.length === 0 && allowed.length === 0) {
    const grade = comparisonsHaveTests(facts) ? '' : ': the verify commands give no report on single tests';
    return refuse(`no test that failed or was missing at the base passes now${grade}`);
  }
  const [undone] = runsOf(facts.runs, 'undone', trees.undone, facts.commands);
  if (!undone) return suite(facts, 'undone', trees.undone);
  if (failingWithout([...tests, ...allowed], undone).length > 0) return null;
  return refuse(
    "each new or allowed test passes also with the change's other files put back to the base: no test shows what the change does",
  );
}

function comparisonsHaveTests(facts: EvidenceFacts): boolean {
  const runs = runsOf(facts.runs, 'candidate', facts.tree, facts.commands);
  return runs.some((run: SuiteRun) => run.some((result) => result.tests !== null));
}

function ofCanaries(facts: EvidenceFacts, trees: CandidateTrees): EvidenceStep | null {
  const [atBase, late] = [canariesOf(facts, trees), lateCanariesOf(facts, trees)];
  const { baseTree, commands } = facts;
  const isCollected = collectedCanaries(facts, trees).some((ids) => ids.length > 0);
  const isPlain = !isCollected && isUnalterable(facts, trees);
  if (atBase.length > 0 && (baseCanaryRun(facts) === null || isPlain)) {
    const altered = isPlain ? null : basePlan(facts, trees);
    const overlay: Overlay = { kind: 'canaries', canaries: placed(atBase), altered };
    return { kind: 'check', check: 'baseline_canary', tree: baseTree, commands, overlay };
  }
  if (late.length === 0 && !isCollected && !mayShow(facts, trees)) return null;
  const altered = candidatePlan(facts, trees);
  const overlay: Overlay = { kind: 'canaries', canaries: placed([...atBase, ...late]), altered };
  const [run] = runsOf(facts.runs, 'canary', trees.restored, commands);
  if (!run) return { kind: 'check', check: 'canary', tree: trees.restored, commands, overlay };
  const faults = canaryFaults(facts, trees, run);
  return faults.length === 0 ? null : judgeBy(faults.map((reason) => ({ reason, reviewable: false })));
}

function ofSealed({ options, runs }: EvidenceFacts, trees: CandidateTrees): EvidenceStep | null {
  if (options.sealed === null) return null;
  const commands = options.sealed_verify;
  const [run] = runsOf(runs, 'sealed', trees.restored, commands);
  const overlay: Overlay = { kind: 'sealed files', folder: options.sealed };
  if (!run) return { kind: 'check', check: 'sealed', tree: trees.restored, commands, overlay };
  const findings = sealedFindings(run, commands);
  return findings.length === 0 ? null : judgeBy(findings);
}

/** Whether the change is right for those who set up with its own version of these files, nothing here has shown. */
function ofSetup({ setupChanges }: CandidateTrees): EvidenceStep | null {
  const reasons = describeSetupChanges(setupChanges);
  return reasons.length === 0 ? null : judgeBy(reasons.map((reason) => ({ reason, reviewable: true })));
}

/** Last, since it runs the tests many times over. */
function ofMutation(facts: EvidenceFacts, trees: CandidateTrees): EvidenceStep | null {
  const run = mutationRun(facts, trees);
  if (run === null) return null;
  const runs = mutationRuns(facts);
  if (runs.length === 0 || mustRepeat(facts, runs)) {
    return { kind: 'check', check: 'mutation', ...run };
  }
  const faults = mutationFaults(facts, runs);
  return faults.length === 0 ? null : judgeBy(faults.map((reason) => ({ reason, reviewable: false })));
}
