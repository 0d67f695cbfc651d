import { soundReport } from './baseline.ts';
import { expectedReport } from './expected-report.ts';
import { baseRuns, type CandidateTrees, type EvidenceFacts, suiteRuns } from './facts.ts';
import { withGuess, withGuessed } from './guessed.ts';
import { addedFile, imagineCheck } from './imagined-check.ts';
import { type Check, nextEvidence } from './next-evidence.ts';
import { nothing } from './overlay.ts';
import { repeatsAhead } from './repeats-ahead.ts';
import { checkKey, placeKey, runsOf } from './suite-runs.ts';

/** So many steps ahead at most. */
const aheadMax = 12;

/**
 * The check that is due and those that will follow where each of them comes out as it does for a sound candidate, in the
 * order in which they would be asked for one by one. None whose files nobody can guess yet, and none that needs the
 * machine for itself.
 */
export function checksAhead(facts: EvidenceFacts): Check[] {
  const ahead: Check[] = [];
  let imagined = facts;
  // Which tests are repeated follows from the suites alone.
  let suitesAreKnown = true;
  for (let looked = 0; looked < aheadMax; looked += 1) {
    const step = nextEvidence(imagined);
    if (step.kind === 'judge') break;
    if (step.kind === 'build_trees') {
      imagined = withGuessed({ ...imagined, trees: treesAhead(facts) });
      continue;
    }
    const { kind: _kind, ...check } = step;
    if (needsAll(imagined, check)) break;
    if (check.check === 'repeat' && !suitesAreKnown) {
      ahead.push(...guessedRepeats(facts, imagined));
      break;
    }
    const one = withGuess(check);
    // What such a one has come to counts once it is due: it is not begun again before that.
    const hasCome = one.overlay_sha256 !== undefined && facts.runs.has(placeKey(one));
    if (canStart(facts, check)) ahead.push(...(hasCome ? [] : [one]));
    // What it runs is named by tests that others have yet to show, and nothing else follows from that.
    else if (check.check !== 'failing') break;
    if (check.check === 'repeat') break;
    suitesAreKnown &&= check.check === 'canary' || check.check === 'baseline_canary';
    // What was started by a guess may have come to something already.
    imagined = withGuessed(imagineCheck(imagined, check));
  }
  return ahead;
}

function guessedRepeats(facts: EvidenceFacts, imagined: EvidenceFacts): Check[] {
  const repeats = imagined.trees && repeatsAhead(imagined, imagined.trees);
  if (repeats === null) return [];
  const check: Check = { check: 'repeat', overlay: nothing, ...repeats };
  return canStart(facts, check) && !needsAll(imagined, check) ? [check] : [];
}

/** Those that are there; else with nothing put back: only what is measured on the candidate and the base is known then. */
function treesAhead({ tree, trees }: EvidenceFacts): CandidateTrees {
  if (trees !== null) return { ...trees, beforeBase: false };
  return {
    restored: tree,
    undone: '',
    changes: [],
    setupChanges: [],
    told: [],
    baseHasTests: true,
    goPackages: [],
    packageScripts: {},
    movedTests: [],
    changedCode: null,
    changedLines: [],
  };
}

function canStart(facts: EvidenceFacts, { check, commands, overlay }: Check): boolean {
  const { trees } = facts;
  if (check === 'mutation') return false;
  if (check === 'repeat') return trees !== null && !trees.beforeBase;
  const isMeasured = baseRuns(facts).length > 0 && suiteRuns(facts, facts.tree).length > 0;
  if (check === 'failing') return trees !== null && !trees.beforeBase && isMeasured;
  // Other commands than those of the suite name tests that a report has yet to tell.
  if (check !== 'sealed' && JSON.stringify(commands) !== JSON.stringify(facts.commands)) return false;
  if (check === 'baseline' || check === 'candidate') return true;
  if (trees === null) return false;
  if (overlay.kind !== 'canaries') return true;
  // Which files get canaries and other expectations follows from reports.
  const isExpected = (index: number) =>
    baseRuns(facts).some((run) => soundReport(run, index) !== null) || expectedReport(facts, index) !== null;
  const isSure = overlay.altered?.places.every(({ name }) => name !== addedFile) ?? true;
  return isSure && facts.commands.every((_command, index) => isExpected(index));
}

/** Whether a check has to have the machine for itself: for what it does, or since one beside others left a doubt. */
export function needsAll(facts: EvidenceFacts, { check, tree, commands }: Check): boolean {
  const earlier = runsOf(facts.runs, check, tree, commands);
  // Only a candidate is run twice for no other reason than to be run twice.
  const isDoubted = check !== 'candidate' && earlier.length > 0;
  return (
    check === 'mutation' ||
    (check === 'repeat' && facts.rules < 7) ||
    isDoubted ||
    facts.disputed.has(checkKey(check, tree, commands))
  );
}
