import type { CheckKind } from '../events.ts';
import type { AlterationPlan } from './alteration.ts';
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
import { allowedPassing, type CommandTest, failingWithout, newlyPassing } from './fail-to-pass.ts';
import { nextOfFunctions } from './function-check.ts';
import { mustRepeat, mutationFaults, mutationRun, mutationRuns } from './mutation-check.ts';
import { nothing, type Overlay } from './overlay.ts';
import { type Finding, findingsOf } from './reasons.ts';
import { reasonsNotToRun } from './reasons-not-to-run.ts';
import { aloneCommands, coinFindings, mayBeFlakyAtBase, nextRepeats } from './repeat-check.ts';
import { isRedAsBefore, mayRepeat, nextRun } from './repeats.ts';
import { describeChanges, describeSetupChanges, describeTold, mayFollowFrom } from './review.ts';
import { nextOfSealed } from './sealed-check.ts';
import { seenTests } from './seen-runner.ts';
import { type CheckPlace, checkKey, runsOf, type SuiteRun } from './suite-runs.ts';
import { testsBefore } from './tests-before.ts';

/** A run of commands on a fresh checkout of `tree` with the overlay on it. */
export interface Check extends CheckPlace {
  overlay: Overlay;
  /** How often, each time on a checkout of its own, as long as each command exits with 0; once where it is not said. */
  times?: number;
}

/** What has to be found out next about a candidate, or all that speaks against it once nothing has. */
export type EvidenceStep =
  | { kind: 'build_trees' }
  | ({ kind: 'check' } & Check)
  /** `rests`: the checks without which `findings` would not speak against the candidate. */
  | { kind: 'judge'; findings: readonly Finding[]; rests: readonly Check[] };

/**
 * Names the next measurement; ends with the first thing that refuses the candidate, since more would only cost time. No
 * refusal rests on a single run that had the machine not for itself: an equal one must say the same.
 */
export function nextEvidence(facts: EvidenceFacts): EvidenceStep {
  const step = firstGap(facts);
  if (step.kind !== 'judge' || step.findings.length === 0) return step;
  const doubtful = step.rests.find(({ check, tree, commands }) => {
    const [run, another] = runsOf(facts.runs, check, tree, commands);
    return run !== undefined && another === undefined && facts.beside.has(run);
  });
  return doubtful === undefined ? step : { kind: 'check', ...doubtful };
}

function firstGap(facts: EvidenceFacts): EvidenceStep {
  const early = reasonsNotToRun(facts);
  if (early.length > 0) return judgeBy(early.map((reason) => ({ reason, reviewable: false })));
  const { trees, tree, baseTree } = facts;
  // What the base's report names is put back, too.
  const isMeasuredFirst = facts.rules > 1;
  if (trees === null && !isMeasuredFirst) return { kind: 'build_trees' };
  if (baseRuns(facts).length === 0) return run(suite(facts, 'baseline', baseTree));
  if (trees === null || (trees.beforeBase && isMeasuredFirst)) return { kind: 'build_trees' };
  return (
    ofTree(facts, trees, tree) ??
    ofTree(facts, trees, trees.restored) ??
    ofFailToPass(facts, trees) ??
    ofCanaries(facts, trees) ??
    ofRepeats(facts, trees) ??
    ofSealed(facts, trees) ??
    ofReview(trees) ??
    ofMutation(facts, trees) ??
    judgeBy([])
  );
}

function judgeBy(findings: readonly Finding[], rests: readonly Check[] = []): EvidenceStep {
  return { kind: 'judge', findings, rests };
}

function suite(facts: EvidenceFacts, check: CheckKind, tree: string): Check {
  return { check, tree, commands: facts.commands, overlay: nothing };
}

const run = (check: Check): EvidenceStep => ({ kind: 'check', ...check });

/** The candidate, or what is left of it with the base's tests and runner configuration; null where nothing is wrong. */
function ofTree(facts: EvidenceFacts, trees: CandidateTrees, tree: string): EvidenceStep | null {
  const isRestored = tree !== facts.tree;
  if (isRestored && facts.commands.every((_command, index) => hasNothingToRestore(facts, index))) return null;
  const next = nextRun(facts, tree, isRestored ? 1 : 2);
  const own = suite(facts, isRestored ? 'restored' : 'candidate', tree);
  if (next === 'base') return run(suite(facts, 'baseline', facts.baseTree));
  if (next === 'tree') return run(own);
  const rests = isRedAsBefore(facts, tree) ? [] : [own];
  const base = baseOf(facts);
  const where = isRestored ? "on a fresh checkout with the base's tests put back" : 'on a fresh checkout';
  const review = (id: string) => isRestored || mayFollowFrom(id, facts.options.folder, trees);
  const findings = comparisonsOf(facts, tree).flatMap((comparison) =>
    findingsOf(comparison, base[facts.commands.indexOf(comparison.command)] ?? null, where, review),
  );
  if (findings.length === 0) return null;
  if (isRestored) {
    const reasons = [...findings.map(({ reason }) => reason), ...describeChanges(trees.changes)];
    return judgeBy(
      reasons.map((reason) => ({ reason, reviewable: true })),
      rests,
    );
  }
  const needsSetup = facts.dependenciesChanged && facts.options.setup.length === 0;
  // Only a hint: it makes nothing worse.
  const hints = [...(needsSetup ? [setupReason] : []), ...describeSetupChanges(trees.setupChanges)];
  return judgeBy([...findings, ...hints.map((reason) => ({ reason, reviewable: true }))], rests);
}

const setupReason =
  'the change asks for other dependencies than the base, and a fresh checkout has only those that were installed ' +
  'when the run was started: new ones need --setup "<command>", such as "npm ci"';

function ofFailToPass(facts: EvidenceFacts, trees: CandidateTrees): EvidenceStep | null {
  const { options, proposedBy } = facts;
  const proves = options.evidence === 'proven' && options.expect === 'change';
  if (!proves && proposedBy === null) return null;
  const refuse = (reason: string, rests: Check[] = []) => judgeBy([{ reason, reviewable: false }], rests);
  const tests = seenTests(facts, trees, newlyPassing(facts));
  const allowed = seenTests(facts, trees, allowedPassing(facts));
  if (tests.length === 0 && proposedBy !== null && allowed.length === 0) {
    return refuse(
      `the verify command ${JSON.stringify(facts.commands[0])} was proposed by ${proposedBy}, and no report of a known test runner shows a test that failed or was missing at the base and passes now, from a runner that the command starts in plain sight: give a command with --verify`,
    );
  }
  if (!proves && tests.length > 0 && facts.rules < 3) return null;
  if (tests.length === 0 && allowed.length === 0) {
    const why = comparisonsHaveTests(facts)
      ? testsBefore(facts, trees)
      : ': the verify commands give no report on single tests';
    return refuse(`no test that failed or was missing at the base passes now${why}`);
  }
  // A command that a model proposes shows nothing by its exit code, and no whole suite is run to see that it does.
  const commands = proves ? facts.commands : aloneCommands(facts, trees, tests);
  const [undone] = runsOf(facts.runs, 'undone', trees.undone, commands);
  const without = { ...suite(facts, 'undone', trees.undone), commands };
  if (!undone) return run(without);
  const shown = failingWithout([...tests, ...allowed], undone);
  if (shown.length > 0) return proves ? ofChangedFunctions(facts, trees, shown) : null;
  return refuse(
    "each new or allowed test passes also with the change's other files put back to the base: no test shows what the change does",
    [without],
  );
}

function ofChangedFunctions(
  facts: EvidenceFacts,
  trees: CandidateTrees,
  shown: readonly CommandTest[],
): EvidenceStep | null {
  const next = nextOfFunctions(facts, trees, shown);
  if (next === null) return null;
  if (next.kind === 'run') return run(next.run);
  return judgeBy([{ reason: next.reason, reviewable: false }], next.rests);
}

function comparisonsHaveTests(facts: EvidenceFacts): boolean {
  const runs = runsOf(facts.runs, 'candidate', facts.tree, facts.commands);
  return runs.some((one: SuiteRun) => one.some((result) => result.tests !== null));
}

function ofCanaries(facts: EvidenceFacts, trees: CandidateTrees): EvidenceStep | null {
  const [atBase, late] = [canariesOf(facts, trees), lateCanariesOf(facts, trees)];
  const { commands } = facts;
  const isCollected = collectedCanaries(facts, trees).some((ids) => ids.length > 0);
  const isPlain = !isCollected && isUnalterable(facts, trees);
  // Where no test can be added, other expectations alone show whether failures are hidden.
  const hasControl = atBase.length > 0 || basePlan(facts, trees) !== null;
  if (hasControl && (baseCanaryRun(facts) === null || isPlain)) {
    return run(canariesAtBase(facts, trees, isPlain ? null : basePlan(facts, trees)));
  }
  if (late.length === 0 && !isCollected && !mayShow(facts, trees)) return null;
  const altered = candidatePlan(facts, trees);
  const overlay: Overlay = { kind: 'canaries', canaries: placed([...atBase, ...late]), altered };
  const own: Check = { check: 'canary', tree: trees.restored, commands, overlay };
  const last = runsOf(facts.runs, 'canary', trees.restored, commands).at(-1);
  if (!last) return run(own);
  const faults = canaryFaults(facts, trees, last);
  if (faults.length === 0) return null;
  const findings = faults.map((reason) => ({ reason, reviewable: false }));
  return judgeBy(findings, hasControl ? [own, atBaseAgain(facts, trees)] : [own]);
}

function canariesAtBase(facts: EvidenceFacts, trees: CandidateTrees, altered: AlterationPlan | null): Check {
  const { baseTree: tree, commands } = facts;
  const overlay: Overlay = { kind: 'canaries', canaries: placed(canariesOf(facts, trees)), altered };
  return { check: 'baseline_canary', tree, commands, overlay };
}

/** The same as was laid over the base before. */
function atBaseAgain(facts: EvidenceFacts, trees: CandidateTrees): Check {
  const before = facts.alterations.get(checkKey('baseline_canary', facts.baseTree, facts.commands));
  return canariesAtBase(facts, trees, before === null ? null : basePlan(facts, trees));
}

/** Whether a test that passes now could be a coin, which comes to nothing else in two runs of four. */
function ofRepeats(facts: EvidenceFacts, trees: CandidateTrees): EvidenceStep | null {
  if (facts.rules < 3) return null;
  const findings = coinFindings(facts, trees);
  const asksBase = facts.rules >= 8 && mayBeFlakyAtBase(facts, trees) && mayRepeat(baseRuns(facts));
  if (asksBase) return run(suite(facts, 'baseline', facts.baseTree));
  if (findings.length > 0) return judgeBy(findings);
  const next = nextRepeats(facts, trees);
  return next === null ? null : { kind: 'check', check: 'repeat', overlay: nothing, ...next };
}

function ofSealed(facts: EvidenceFacts, trees: CandidateTrees): EvidenceStep | null {
  const next = nextOfSealed(facts, trees);
  if (next === null) return null;
  return next.kind === 'run' ? run(next.run) : judgeBy(next.findings, next.rests);
}

/** What nothing here has shown: whether the change is right for those who set up with its own version, and what it is up to. */
function ofReview({ setupChanges, told }: CandidateTrees): EvidenceStep | null {
  const reasons = [...describeSetupChanges(setupChanges), ...describeTold(told)];
  return reasons.length === 0 ? null : judgeBy(reasons.map((reason) => ({ reason, reviewable: true })));
}

/** Last, since it runs the tests many times over. */
function ofMutation(facts: EvidenceFacts, trees: CandidateTrees): EvidenceStep | null {
  const due = mutationRun(facts, trees);
  if (due === null) return null;
  const runs = mutationRuns(facts);
  if (runs.length === 0 || mustRepeat(facts, runs)) return run({ check: 'mutation', ...due });
  const faults = mutationFaults(facts, runs);
  return faults.length === 0 ? null : judgeBy(faults.map((reason) => ({ reason, reviewable: false })));
}
